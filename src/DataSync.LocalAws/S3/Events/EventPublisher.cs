using System.Text;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sqs;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Events;

/// <summary>Sends events where a bucket's configuration wants them. They have arrived by the time the caller gets its answer.</summary>
internal sealed class EventPublisher(TimeProvider time, string accountId, S3Options options, Func<IAwsService?>? queues)
{
    private readonly Lock _lock = new();
    private long _lastSequencer;

    /// <summary>Gets the region and the JSON of each event of a bucket that has EventBridge switched on.</summary>
    public Action<string, ReadOnlyMemory<byte>>? ToEventBridge { get; set; }

    /// <summary>What has happened, told under the bucket's lock so that sequencers rise in the order of the changes.</summary>
    public ObjectEvent Tell(Bucket bucket, EventKind kind, ObjectVersion version, EventCause cause) =>
        new(bucket, bucket.Notifications, kind, version, NextSequencer(), time.GetUtcNow(), cause);

    public EventCause CauseOf(S3Call call) => new(call.RequestId, call.HostId, options.PrincipalOf?.Invoke(call.AccessKeyId) ?? $"AWS:{call.AccessKeyId}");

    /// <summary>The cause of what the local host does itself.</summary>
    public static EventCause CauseFromWithin() => new(Guid.NewGuid().ToString("N")[..16].ToUpperInvariant(), Guid.NewGuid().ToString("N"), "AWS:INTERNAL");

    /// <summary>Sends the event to every destination that wants it. A queue that has gone gets nothing, and nobody hears of it, as with S3.</summary>
    public async ValueTask PublishAsync(ObjectEvent happened, CancellationToken cancellationToken)
    {
        foreach (var target in happened.Targets.Targets)
        {
            if (target.Kind == NotificationTarget.Queue && target.Wants(happened.Kind.Name, happened.Version.Key))
            {
                await SendAsync(target.Arn, EventJson.Classic(happened, target.Id, accountId), cancellationToken);
            }
        }

        if (happened.Targets.ToEventBridge)
        {
            ToEventBridge?.Invoke(happened.Bucket.Region, EventJson.EventBridge(happened, accountId));
        }
    }

    /// <summary>Sends each queue of the configuration the test message, which proves that it is there.</summary>
    /// <exception cref="S3Exception">A queue is not.</exception>
    public async ValueTask TestAsync(Bucket bucket, NotificationConfiguration configuration, S3Call call, CancellationToken cancellationToken)
    {
        var message = EventJson.Test(bucket.Name, time.GetUtcNow(), call.RequestId, call.HostId);
        foreach (var target in configuration.Targets.Where(target => target.Kind == NotificationTarget.Queue))
        {
            var queue = QueueName.FromArn(target.Arn) ?? throw S3Errors.InvalidArgument("The ARN could not be parsed", "QueueArn", target.Arn);
            if (queue.Region != bucket.Region)
            {
                throw S3Errors.InvalidArgument("The notification destination service region is not valid for the bucket location constraint", "QueueArn", target.Arn);
            }

            if (queue.IsFifo || !await SendAsync(target.Arn, message, cancellationToken))
            {
                throw S3Errors.InvalidArgument("Unable to validate the following destination configurations", target.Arn, "The destination queue does not exist");
            }
        }
    }

    private async ValueTask<bool> SendAsync(string queueArn, byte[] message, CancellationToken cancellationToken)
    {
        if (queues?.Invoke() is not { } sqs || QueueName.FromArn(queueArn) is not { } queue)
        {
            return false;
        }

        var body = new JsonObject { ["QueueUrl"] = queue.Url, ["MessageBody"] = Encoding.UTF8.GetString(message) };
        var request = new AwsRequest("sqs", queue.Region, "SendMessage", Encoding.UTF8.GetBytes(body.ToJsonString()));
        return (await sqs.HandleAsync(request, cancellationToken)).Status == 200;
    }

    // Of one length, so that comparing as text is comparing as numbers; after a restart it goes on above what was before.
    private string NextSequencer()
    {
        lock (_lock)
        {
            _lastSequencer = Math.Max(_lastSequencer + 1, time.GetUtcNow().UtcTicks);
            return _lastSequencer.ToString("X18");
        }
    }
}
