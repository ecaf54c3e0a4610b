using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using DataSync.Core;
using DataSync.Core.Apply;
using DataSync.Functions.Hosting;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Apply;

/// <summary>The changes queue's function.</summary>
public sealed class ApplyFunction(ApplyHandler handler, MetricsWriter metrics, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Apply";

    // Parts of a copy that are under way are finished, and what is left is sent on, within this time.
    private static readonly TimeSpan CopyReserve = TimeSpan.FromSeconds(12);

    /// <summary>Handles one batch; the response names the messages that must be delivered again.</summary>
    public async Task<SQSBatchResponse> HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var json = await EventBytes.ReadAsync(payload, deadline.Token);
        var messages = QueueEventReader.Read(json.Span);
        using var stop = Deadline.Of(context, time, CopyReserve);
        var scope = new InvocationScope(Name, context.AwsRequestId) { Stop = stop.Token };
        var report = await handler.HandleAsync(messages, scope, deadline.Token);
        Emit(messages.Count, report);
        return new SQSBatchResponse([.. report.FailedMessages.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);
    }

    private void Emit(int messageCount, ApplyReport report)
    {
        metrics.Write([.. Metric.NonZero(
            ("Applied", report.AppliedCount),
            ("Superseded", report.SupersededCount),
            ("Duplicates", report.DuplicateCount),
            ("Deferred", report.DeferredCount),
            ("Retried", report.RetriedCount),
            ("Throttled", report.ThrottledCount),
            ("Conflicts", report.ConflictCount),
            ("Clobbered", report.OverUnseenCount),
            ("BaselineOverwritten", report.OverBaselineCount),
            ("CopiesUnfinished", report.UnfinishedCount),
            ("SourceGone", report.SourceGoneCount),
            ("HeldBack", report.HeldBackCount),
            ("WentAhead", report.WentAheadCount),
            ("HeartbeatsUnrecorded", report.UnrecordedCount),
            ("DeadLetters", report.DeadLetterCount))]);
        foreach (var origin in report.Lags.GroupBy(l => l.Origin))
        {
            metrics.Write(
                [Metric.Milliseconds("ReplicationLag", [.. origin.Select(l => l.LagMs)]), Metric.Milliseconds("QueueLag", [.. origin.Select(l => l.QueueMs)])],
                origin.Key);
        }

        foreach (var (origin, count) in report.Heartbeats)
        {
            metrics.Write([Metric.Count("Heartbeat", count)], origin);
        }

        log.BatchApplied(messageCount, report.AppliedCount, report.SupersededCount, report.DuplicateCount, report.DeferredCount);
        if (report.RetriedCount > 0)
        {
            log.ChangesRetried(report.RetriedCount, string.Join("; ", report.Errors));
        }

        if (report.ThrottledCount > 0)
        {
            log.ChangesThrottled(report.ThrottledCount, string.Join("; ", report.Errors));
        }

        if (report.WentAheadCount > 0)
        {
            log.ItemsWentAhead(report.WentAheadCount);
        }

        if (report.UnrecordedCount > 0)
        {
            log.HeartbeatsUnrecorded(report.UnrecordedCount, string.Join("; ", report.Errors));
        }

        if (report.FailedMessages.Count > 0)
        {
            log.MessagesFailed(report.FailedMessages.Count, string.Join("; ", report.Errors));
        }

        if (report.DeadLetterCount > 0)
        {
            log.DeadLettersWritten(report.DeadLetterCount);
        }
    }
}
