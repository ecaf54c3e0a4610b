using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using DataSync.Core;
using DataSync.Core.Capture;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Functions.Apply;
using DataSync.Functions.Hosting;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.CaptureObjects;

/// <summary>The function of the bucket's events.</summary>
public sealed class CaptureObjectsFunction(
    SyncOptions settings, ObjectCaptureHandler handler, IQueueSender queues, MetricsWriter metrics, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "CaptureObjects";

    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(2);

    private readonly ObjectEventReader _reader = new(settings.ObjectEntity!);

    /// <summary>Handles one batch; the response names the messages that must be delivered again.</summary>
    public async Task<SQSBatchResponse> HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var scope = new InvocationScope(Name, context.AwsRequestId);
        var json = await EventBytes.ReadAsync(payload, deadline.Token);
        var batch = _reader.Read(QueueEventReader.Read(json.Span));
        var failed = await BuryAsync(batch.Malformed, scope, deadline.Token);
        var report = await handler.HandleAsync(batch.Events, scope, deadline.Token);
        failed.UnionWith(await SendAgainAsync(batch, report, deadline.Token));
        failed.UnionWith(report.FailedEvents.Select(i => batch.Messages[i]));
        Emit(batch, report);
        if (failed.Count > 0)
        {
            log.MessagesFailed(failed.Count, string.Join("; ", report.Errors));
        }

        return new SQSBatchResponse([.. failed.Order(StringComparer.Ordinal).Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);
    }

    // What waits for Apply to finish with an object comes again by itself: by its visibility timeout it would take minutes.
    private async ValueTask<IEnumerable<string>> SendAgainAsync(ObjectBatch batch, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        var waiting = report.WaitingEvents.Order().ToArray();
        if (waiting.Length == 0)
        {
            return [];
        }

        var messages = waiting.Select(i => new OutgoingMessage(batch.Events[i].Json, BusyDelay)).ToArray();
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.ObjectEvents), messages, cancellationToken);
        return waiting.Where((_, i) => !outcomes[i].IsSent).Select(i => batch.Messages[i]);
    }

    private async ValueTask<HashSet<string>> BuryAsync(IReadOnlyList<MalformedEvent> malformed, InvocationScope scope, CancellationToken cancellationToken)
    {
        var failed = new HashSet<string>(StringComparer.Ordinal);
        if (malformed.Count == 0)
        {
            return failed;
        }

        var letters = malformed.Select(m => DeadLetter.Now(DeadLetterReason.MalformedRecord, m.Error, settings.Region, scope, time).WithText(Encoding.UTF8.GetBytes(m.Text)));
        var messages = letters.Select(l => new OutgoingMessage(DeadLetterCodec.EncodeForQueue(l), TimeSpan.Zero)).ToArray();
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.CaptureDeadLetters), messages, cancellationToken);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].IsSent)
            {
                log.ObjectEventBuried(malformed[i].Error);
            }
            else
            {
                failed.Add(malformed[i].MessageId);
            }
        }

        return failed;
    }

    private void Emit(ObjectBatch batch, ObjectCaptureReport report)
    {
        var values = Metric.NonZero(
            ("ObjectsCaptured", report.CapturedCount),
            ("ObjectEchoes", report.EchoCount),
            ("ObjectEventsWaiting", report.WaitingEvents.Count),
            ("ObjectsSettled", report.SettledCount),
            ("ObjectsClobbered", report.ClobberedCount),
            ("Sent", report.FanOut?.SentCount ?? 0),
            ("Parked", report.FanOut?.ParkedCount ?? 0),
            ("Held", report.FanOut?.HeldCount ?? 0),
            ("DeadLetters", batch.Malformed.Count + (report.FanOut?.DeadLetterCount ?? 0))).ToList();
        if (report.LagsMs.Count > 0)
        {
            values.Add(Metric.Milliseconds("ObjectCaptureLag", [.. report.LagsMs]));
        }

        metrics.Write(values);
        log.ObjectsCaptured(batch.Events.Count, report.CapturedCount, report.EchoCount);
        if (report.SettledCount > 0)
        {
            log.ObjectsSettled(report.SettledCount, report.ClobberedCount);
        }

        if (report.FanOut is { ParkedCount: > 0 } fanOut)
        {
            log.ChangesParked(fanOut.ParkedCount, string.Join("; ", fanOut.Errors));
        }

        if (report.FanOut is { HeldCount: > 0 } held)
        {
            log.ChangesHeld(held.HeldCount);
        }
    }
}
