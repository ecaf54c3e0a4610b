using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using DataSync.Core;
using DataSync.Core.Forward;
using DataSync.Functions.Apply;
using DataSync.Functions.Hosting;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Forward;

/// <summary>The parked queue's function.</summary>
public sealed class ForwardFunction(ForwardHandler handler, MetricsWriter metrics, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Forward";

    /// <summary>Handles one batch; the response names the messages that must be delivered again.</summary>
    public async Task<SQSBatchResponse> HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var json = await EventBytes.ReadAsync(payload, deadline.Token);
        var messages = QueueEventReader.Read(json.Span);
        var report = await handler.HandleAsync(messages, new InvocationScope(Name, context.AwsRequestId), deadline.Token);
        metrics.Write([
            .. Metric.NonZero(("Sent", report.SentCount), ("Parked", report.ParkedAgainCount), ("Held", report.HeldCount), ("DeadLetters", report.DeadLetterCount)),
            Metric.Seconds("OldestUnsentAge", (long)report.OldestUnsent.TotalSeconds)]);
        if (report.ParkedAgainCount > 0)
        {
            log.StillParked(report.ParkedAgainCount, (long)report.OldestUnsent.TotalSeconds, string.Join("; ", report.Errors));
        }

        if (report.HeldCount > 0)
        {
            log.StillHeld(report.HeldCount, (long)report.OldestUnsent.TotalSeconds);
        }

        if (report.FailedMessages.Count > 0)
        {
            log.MessagesFailed(report.FailedMessages.Count, string.Join("; ", report.Errors));
        }

        if (report.DeadLetterCount > 0)
        {
            log.DeadLettersWritten(report.DeadLetterCount);
        }

        return new SQSBatchResponse([.. report.FailedMessages.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);
    }
}
