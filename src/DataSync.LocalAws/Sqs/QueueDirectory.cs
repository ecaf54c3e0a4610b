using System.Collections.Concurrent;
using System.Text;

namespace DataSync.LocalAws.Sqs;

/// <summary>All queues of all regions.</summary>
internal sealed class QueueDirectory(TimeProvider time, string accountId)
{
    private static readonly TimeSpan NameQuarantine = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<QueueKey, SqsQueue> _queues = new();
    private readonly Lock _changes = new();
    private readonly Dictionary<QueueKey, DateTimeOffset> _deletedAt = [];
    private long _lastId = time.GetUtcNow().UtcTicks;

    public string AccountId => accountId;

    /// <summary>All queues of all regions, in no order.</summary>
    public IEnumerable<SqsQueue> All => _queues.Values;

    /// <summary>The queue of the name: a new one, or the one that exists if it has the same attributes.</summary>
    public SqsQueue Create(string region, CreateQueueRequest request)
    {
        var name = new QueueName(region, accountId, request.QueueName ?? throw SqsException.MissingParameter("QueueName"));
        if (!name.IsValid)
        {
            throw SqsException.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        var attributes = WithoutFifoFlag(name, request.Attributes ?? []);
        lock (_changes)
        {
            if (Find(name) is { } existing)
            {
                CheckSame(existing, attributes);
                return existing;
            }

            CheckQuarantine(name);
            var settings = new QueueSettings { FifoQueue = name.IsFifo }.With(attributes);
            CheckRedrive(name, settings.RedrivePolicy);
            var queue = new SqsQueue(time, name, ++_lastId, settings);
            queue.Tags.Set(request.Tags ?? []);
            _queues[Key(name)] = queue;
            return queue;
        }
    }

    public void Delete(SqsQueue queue)
    {
        lock (_changes)
        {
            _queues.TryRemove(KeyValuePair.Create(Key(queue.Name), queue));
            _deletedAt[Key(queue.Name)] = time.GetUtcNow();
        }

        queue.MarkDeleted();
    }

    public SqsQueue? Find(QueueName name) =>
        name.AccountId == accountId && _queues.TryGetValue(Key(name), out var queue) ? queue : null;

    /// <summary>The queue a request names by its URL.</summary>
    public SqsQueue FromUrl(string region, string? url)
    {
        if (string.IsNullOrEmpty(url))
        {
            throw SqsException.MissingParameter("QueueUrl");
        }

        var name = QueueName.FromUrl(region, url) ?? throw SqsException.InvalidAddress(url);
        return Find(name) ?? throw SqsException.QueueDoesNotExist();
    }

    /// <summary>The queue of the ARN, or null.</summary>
    public SqsQueue? FromArn(string arn) => QueueName.FromArn(arn) is { } name ? Find(name) : null;

    /// <summary>A region's queues in the order of their names, one page at a time.</summary>
    public (List<string> Urls, string? NextToken) List(string region, Func<SqsQueue, bool> filter, int? maxResults, string? nextToken)
    {
        if (maxResults is < 1 or > 1_000)
        {
            throw SqsException.InvalidParameter($"Value {maxResults} for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.");
        }

        var after = nextToken is null ? string.Empty : ReadToken(nextToken);
        var limit = maxResults ?? 1_000;
        var names = _queues.Values
            .Where(queue => queue.Name.Region == region && string.CompareOrdinal(queue.Name.Name, after) > 0 && filter(queue))
            .Select(queue => queue.Name)
            .OrderBy(name => name.Name, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();

        // As AWS does, a caller that set no page size gets the first thousand and no token.
        var more = names.Count > limit && maxResults is not null;
        var page = names.Take(limit).ToList();
        return (page.ConvertAll(name => name.Url), more ? Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Name)) : null);
    }

    /// <exception cref="SqsException">The dead-letter queue is missing, of the other kind, or does not let this queue use it.</exception>
    public void CheckRedrive(QueueName source, RedrivePolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        var target = QueueName.FromArn(policy.DeadLetterTargetArn);
        var reason = (target, target is null ? null : Find(target)) switch
        {
            (null, _) => "Invalid value for deadLetterTargetArn.",
            (_, null) => "Dead letter target does not exist.",
            ({ } name, _) when name.Region != source.Region => "Dead-letter queue must be in same region as the source.",
            ({ } name, _) when name.IsFifo != source.IsFifo => "Dead-letter queue must be same type of queue as the source.",
            (_, { } queue) when queue.Settings.RedriveAllowPolicy?.Permits(source.Arn) == false => "Dead-letter queue does not permit the source queue to redrive to it.",
            _ => null,
        };
        if (reason is not null)
        {
            throw SqsException.InvalidParameter($"Value {policy.ToJson()} for parameter RedrivePolicy is invalid. Reason: {reason}");
        }
    }

    public IEnumerable<SqsQueue> SourcesOf(SqsQueue deadLetterQueue) =>
        _queues.Values.Where(queue => queue.Settings.RedrivePolicy?.DeadLetterTargetArn == deadLetterQueue.Name.Arn);

    private static Dictionary<string, string> WithoutFifoFlag(QueueName name, Dictionary<string, string> attributes)
    {
        var isFlagged = attributes.TryGetValue(nameof(QueueSettings.FifoQueue), out var flag);
        if (isFlagged && flag != "true")
        {
            throw SqsException.InvalidAttributeName(nameof(QueueSettings.FifoQueue));
        }

        if (isFlagged != name.IsFifo)
        {
            throw SqsException.InvalidParameter(name.IsFifo
                ? "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
                : "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length");
        }

        return attributes.Where(pair => pair.Key != nameof(QueueSettings.FifoQueue)).ToDictionary(StringComparer.Ordinal);
    }

    private static void CheckSame(SqsQueue existing, Dictionary<string, string> attributes)
    {
        var has = existing.Settings.Values().ToDictionary(StringComparer.Ordinal);
        var wants = existing.Settings.With(attributes).Values().ToDictionary(StringComparer.Ordinal);
        foreach (var name in attributes.Keys)
        {
            if (has.GetValueOrDefault(name) != wants.GetValueOrDefault(name))
            {
                throw SqsException.QueueNameExists(name);
            }
        }
    }

    private void CheckQuarantine(QueueName name)
    {
        var now = time.GetUtcNow();
        foreach (var (key, deletedAt) in _deletedAt.ToList())
        {
            if (now - deletedAt >= NameQuarantine)
            {
                _deletedAt.Remove(key);
            }
        }

        if (_deletedAt.ContainsKey(Key(name)))
        {
            throw SqsException.QueueDeletedRecently();
        }
    }

    private static string ReadToken(string token)
    {
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token, bytes, out var written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : throw SqsException.InvalidParameter($"Value {token} for parameter NextToken is invalid. Reason: Invalid NextToken value.");
    }

    private static QueueKey Key(QueueName name) => new(name.Region, name.Name);

    private readonly record struct QueueKey(string Region, string Name);
}
