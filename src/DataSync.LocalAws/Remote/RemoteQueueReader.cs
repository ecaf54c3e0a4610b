using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.Remote;

/// <summary>Reads queues through the SQS API.</summary>
/// <param name="sqs">The SQS API.</param>
/// <param name="region">The queues' region: calls are made for it, and messages name it.</param>
/// <param name="time">The clock of waits between tries.</param>
public sealed class RemoteQueueReader(IAwsService sqs, string region, TimeProvider time) : IQueueReader
{
    private const int MaxPerCall = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly ServiceCalls _calls = new(sqs, "sqs", region, time);
    private readonly ConcurrentDictionary<string, string> _urls = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        string queueArn, int maxMessages, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken)
    {
        var url = await UrlAsync(queueArn, cancellationToken);
        var messages = new List<ReceivedMessage>();
        while (messages.Count < maxMessages)
        {
            // Only the first call waits: what is there then is the batch.
            var count = Math.Min(MaxPerCall, maxMessages - messages.Count);
            var body = Request(url, count, messages.Count == 0 ? wait : TimeSpan.Zero, visibility);
            using var answer = await CallAsync(queueArn, "ReceiveMessage", body, cancellationToken);
            var received = answer.RootElement.TryGetProperty("Messages", out var list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
            if (received > 0)
            {
                messages.AddRange(list.EnumerateArray().Select(message => QueueMessageJson.Read(message, queueArn, region)));
            }

            if (received < count)
            {
                break;
            }
        }

        return messages;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string queueArn, string receiptHandle, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["QueueUrl"] = await UrlAsync(queueArn, cancellationToken), ["ReceiptHandle"] = receiptHandle };
        try
        {
            using var ignored = await CallAsync(queueArn, "DeleteMessage", body, cancellationToken);
        }
        catch (ServiceCallException exception) when (exception.Code is "ReceiptHandleIsInvalid" or "InvalidParameterValue" or "InvalidParameterValueException")
        {
            // A handle that a later receive has replaced, or whose message is gone: it is someone else's now.
        }
    }

    private static JsonObject Request(string url, int count, TimeSpan wait, TimeSpan? visibility)
    {
        // Whole seconds; rounded up, since a wait of none would make a busy loop of a short one.
        var waitSeconds = (int)Math.Ceiling((wait < LongestWait ? wait : LongestWait).TotalSeconds);
        var body = new JsonObject
        {
            ["QueueUrl"] = url,
            ["MaxNumberOfMessages"] = count,
            ["WaitTimeSeconds"] = Math.Max(0, waitSeconds),
            ["MessageAttributeNames"] = new JsonArray("All"),
            // The new name and the old one: servers know one of them at least.
            ["MessageSystemAttributeNames"] = new JsonArray("All"),
            ["AttributeNames"] = new JsonArray("All"),
        };
        if (visibility is { } timeout)
        {
            body["VisibilityTimeout"] = (int)timeout.TotalSeconds;
        }

        return body;
    }

    /// <summary>The queue's address as the server itself gives it.</summary>
    private async ValueTask<string> UrlAsync(string queueArn, CancellationToken cancellationToken)
    {
        if (_urls.TryGetValue(queueArn, out var known))
        {
            return known;
        }

        using var answer = await CallAsync(queueArn, "GetQueueUrl", new JsonObject { ["QueueName"] = queueArn.Split(':')[^1] }, cancellationToken);
        return _urls[queueArn] = answer.RootElement.GetProperty("QueueUrl").GetString()!;
    }

    private async ValueTask<JsonDocument> CallAsync(string queueArn, string operation, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.CallAsync(operation, body, cancellationToken);
        }
        catch (ServiceCallException exception) when (exception.Code is "QueueDoesNotExist" or "AWS.SimpleQueueService.NonExistentQueue")
        {
            throw new KeyNotFoundException($"There is no queue {queueArn}.", exception);
        }
    }
}
