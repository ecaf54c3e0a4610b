using System.Globalization;

namespace DataSync.LocalAws.Sqs;

/// <summary>The operations on queues themselves.</summary>
internal sealed class QueueOperations(QueueDirectory queues)
{
    private const string All = "All";

    public QueueUrlResult Create(string region, CreateQueueRequest request) => new(queues.Create(region, request).Url);

    public EmptyResult Delete(string region, QueueRequest request)
    {
        queues.Delete(queues.FromUrl(region, request.QueueUrl));
        return new EmptyResult();
    }

    public EmptyResult Purge(string region, QueueRequest request)
    {
        queues.FromUrl(region, request.QueueUrl).Purge();
        return new EmptyResult();
    }

    public QueueUrlResult GetUrl(string region, GetQueueUrlRequest request)
    {
        var name = new QueueName(region, request.QueueOwnerAWSAccountId ?? queues.AccountId, request.QueueName ?? throw SqsException.MissingParameter("QueueName"));
        return new QueueUrlResult((queues.Find(name) ?? throw SqsException.QueueDoesNotExist()).Url);
    }

    public ListQueuesResult List(string region, ListQueuesRequest request)
    {
        var prefix = request.QueueNamePrefix ?? string.Empty;
        var (urls, nextToken) = queues.List(
            region, queue => queue.Name.Name.StartsWith(prefix, StringComparison.Ordinal), request.MaxResults, request.NextToken);
        return new ListQueuesResult(urls.Count == 0 ? null : urls, nextToken);
    }

    public ListDeadLetterSourceQueuesResult ListSources(string region, ListDeadLetterSourceQueuesRequest request)
    {
        var arn = queues.FromUrl(region, request.QueueUrl).Arn;
        var (urls, nextToken) = queues.List(
            region, queue => queue.Settings.RedrivePolicy?.DeadLetterTargetArn == arn, request.MaxResults, request.NextToken);
        return new ListDeadLetterSourceQueuesResult(urls, nextToken);
    }

    public QueueAttributesResult GetAttributes(string region, GetQueueAttributesRequest request)
    {
        var values = ReadAttributes(queues.FromUrl(region, request.QueueUrl));
        var names = request.AttributeNames ?? [];
        if (names.Contains(All, StringComparer.Ordinal))
        {
            return new QueueAttributesResult(values);
        }

        var selected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (values.TryGetValue(name, out var value))
            {
                selected[name] = value;
            }
            else if (!QueueAttributeNames.All.Contains(name))
            {
                throw SqsException.InvalidAttributeName(name);
            }
        }

        return new QueueAttributesResult(selected.Count == 0 ? null : selected);
    }

    public EmptyResult SetAttributes(string region, SetQueueAttributesRequest request)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        if (request.Attributes is not { Count: > 0 } attributes)
        {
            throw SqsException.MissingParameter("Attribute.Name");
        }

        var settings = queue.Settings.With(attributes);
        if (attributes.ContainsKey(nameof(QueueSettings.RedrivePolicy)))
        {
            queues.CheckRedrive(queue.Name, settings.RedrivePolicy);
        }

        queue.Configure(settings);
        return new EmptyResult();
    }

    public EmptyResult AddPermission(string region, AddPermissionRequest request)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        var label = Required("Label", request.Label);
        if (request.AWSAccountIds is not { Count: > 0 } accountIds)
        {
            throw SqsException.MissingParameter("PrincipalId");
        }

        if (request.Actions is not { Count: > 0 } actions)
        {
            throw SqsException.MissingParameter("Actions");
        }

        SetPolicy(queue, QueuePermissions.Add(queue, label, accountIds, actions));
        return new EmptyResult();
    }

    public EmptyResult RemovePermission(string region, RemovePermissionRequest request)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        SetPolicy(queue, QueuePermissions.Remove(queue, Required("Label", request.Label)));
        return new EmptyResult();
    }

    public EmptyResult Tag(string region, TagQueueRequest request)
    {
        queues.FromUrl(region, request.QueueUrl).Tags.Set(request.Tags ?? throw SqsException.MissingParameter("Tags"));
        return new EmptyResult();
    }

    public EmptyResult Untag(string region, UntagQueueRequest request)
    {
        queues.FromUrl(region, request.QueueUrl).Tags.Remove(request.TagKeys ?? throw SqsException.MissingParameter("TagKeys"));
        return new EmptyResult();
    }

    public QueueTagsResult ListTags(string region, QueueRequest request) => new(queues.FromUrl(region, request.QueueUrl).Tags.Read());

    private static string Required(string parameter, string? value) =>
        string.IsNullOrEmpty(value) ? throw SqsException.MissingParameter(parameter) : value;

    private static void SetPolicy(SqsQueue queue, string policy) =>
        queue.Configure(queue.Settings.With(new Dictionary<string, string>(StringComparer.Ordinal) { [nameof(QueueSettings.Policy)] = policy }));

    private static Dictionary<string, string> ReadAttributes(SqsQueue queue)
    {
        var values = queue.Settings.Values().ToDictionary(StringComparer.Ordinal);
        var depth = queue.Depth();
        values[QueueAttributeNames.QueueArn] = queue.Arn;
        values[QueueAttributeNames.CreatedTimestamp] = Seconds(queue.CreatedAt);
        values[QueueAttributeNames.LastModifiedTimestamp] = Seconds(queue.LastModifiedAt);
        values[QueueAttributeNames.Visible] = depth.Visible.ToString(CultureInfo.InvariantCulture);
        values[QueueAttributeNames.NotVisible] = depth.InFlight.ToString(CultureInfo.InvariantCulture);
        values[QueueAttributeNames.Delayed] = depth.Delayed.ToString(CultureInfo.InvariantCulture);
        return values;
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
