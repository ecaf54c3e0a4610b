using Amazon.Lambda.Core;
using DataSync.Core;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;
using DataSync.Functions.Hosting;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Heartbeat;

/// <summary>
/// Sends an empty envelope to every other region each minute, so that silence is never read as health. Heartbeats are not
/// parked: a late one would say nothing.
/// </summary>
public sealed class HeartbeatFunction(SyncOptions settings, IQueueSender queues, MetricsWriter metrics, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Heartbeat";

    /// <summary>Sends the heartbeats. The schedule's event is of no interest.</summary>
    public async Task HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var header = new EnvelopeHeader(settings.Region, Hops: 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        var message = new OutgoingMessage(EnvelopePacker.Pack(header, [], new List<int>())[0].Json, TimeSpan.Zero);
        var sent = await Task.WhenAll(settings.Others.Select(target => SendAsync(target, message, deadline.Token)));
        metrics.Write([Metric.Count("HeartbeatSent", sent.Count(s => s)), Metric.Count("HeartbeatFailed", sent.Count(s => !s))]);
    }

    private async Task<bool> SendAsync(string target, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.Changes, target), [message], cancellationToken);
        if (!outcomes[0].IsSent)
        {
            log.HeartbeatFailed(target, outcomes[0].Error ?? "");
        }

        return outcomes[0].IsSent;
    }
}
