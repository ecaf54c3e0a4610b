using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Mappings;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Hosting;

/// <summary>
/// EventBridge, as far as S3's events need it: each goes to the queues of every rule of its region that matches. Our own SQS has it before the writer gets
/// its answer; one elsewhere gets it as soon as it answers.
/// </summary>
internal sealed class EventRules : IAsyncDisposable
{
    private readonly LocalCloud _cloud;
    private readonly Dictionary<string, List<(FilterPattern Pattern, IReadOnlyList<string> QueueUrls)>> _rules = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;

    public EventRules(LocalCloud cloud, IReadOnlyList<LocalStack> stacks)
    {
        _cloud = cloud;
        // Kept apart from its source: an event may still come while the host ends.
        _ended = _ending.Token;
        foreach (var stack in stacks)
        {
            var urls = stack.Queues.ToDictionary(queue => queue.Arn, queue => queue.Url, StringComparer.Ordinal);
            _rules[stack.Region] = [.. stack.Rules.Where(rule => rule.Enabled).Select(rule => (FilterPattern.ParseRule(rule.Pattern), (IReadOnlyList<string>)[.. rule.QueueArns.Select(arn => urls[arn])]))];
        }
    }

    /// <summary>Takes an event of a bucket that has EventBridge switched on.</summary>
    public void Take(string region, ReadOnlyMemory<byte> json)
    {
        if (!_rules.TryGetValue(region, out var rules) || rules.Count == 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var url in rules.Where(rule => rule.Pattern.Matches(document.RootElement)).SelectMany(rule => rule.QueueUrls))
        {
            var sending = SendAsync(region, url, Encoding.UTF8.GetString(json.Span));
            if (!sending.IsCompleted)
            {
                _underWay[sending] = true;
                _ = sending.ContinueWith(done => _underWay.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
    }

    /// <summary>Ends what still waits for a server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_underWay.Keys);
        _ending.Dispose();
    }

    // EventBridge tries for a day when a queue can't be reached, and lets the event go when there is no such queue. ServiceCalls waits between its tries.
    private async Task SendAsync(string region, string queueUrl, string body)
    {
        var calls = new ServiceCalls(_cloud.Service("sqs"), "sqs", region, _cloud.Time);
        while (true)
        {
            try
            {
                using var answer = await calls.CallAsync("SendMessage", new JsonObject { ["QueueUrl"] = queueUrl, ["MessageBody"] = body }, _ended);
                return;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ServiceCallException { IsTransient: false })
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or ServiceCallException)
            {
                // Tried again, until the host ends.
            }
        }
    }
}
