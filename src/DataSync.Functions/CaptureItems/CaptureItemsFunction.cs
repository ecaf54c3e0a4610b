using System.Globalization;
using System.Numerics;
using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using DataSync.Core;
using DataSync.Core.Capture;
using DataSync.Functions.Hosting;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.CaptureItems;

/// <summary>The DynamoDB stream's function.</summary>
public sealed class CaptureItemsFunction(SyncOptions settings, CaptureHandler handler, MetricsWriter metrics, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "CaptureItems";

    private readonly StreamEventReader _reader = new(settings.Entity, settings.StampAttribute);

    /// <summary>Handles one batch. The lowest sequence number in the response is where the stream goes on.</summary>
    public async Task<StreamsEventResponse> HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var scope = new InvocationScope(Name, context.AwsRequestId);
        var batch = _reader.Read(await EventBytes.ReadAsync(payload, deadline.Token));
        var unburied = await BuryAsync(batch.Malformed, scope, deadline.Token);
        var report = await handler.HandleAsync(batch.Records, scope, deadline.Token);
        Emit(batch, report);

        var failed = report.FirstFailedRecord is { } index ? batch.SequenceNumbers[index] : null;
        if (failed is not null)
        {
            log.CaptureIncomplete(failed, string.Join("; ", report.Errors));
        }

        return new StreamsEventResponse { BatchItemFailures = Failures(Lowest(failed, unburied)) };
    }

    /// <summary>Plays the record of a dead letter again. False when it is not safe in a queue for every region.</summary>
    public async ValueTask<bool> ReplayAsync(ReadOnlyMemory<byte> record, InvocationScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var report = await handler.HandleAsync([_reader.ReadRecord(record)], scope, cancellationToken);
            return report.FirstFailedRecord is null;
        }
        catch (Core.Items.MalformedItemException)
        {
            return false; // still unreadable: the letter stays
        }
    }

    /// <summary>Plays the event of a batch that Lambda gave up on again. False when not all of its records are safe.</summary>
    public async ValueTask<bool> ReplayBatchAsync(ReadOnlyMemory<byte> payload, InvocationScope scope, CancellationToken cancellationToken)
    {
        StreamBatch batch;
        try
        {
            batch = _reader.Read(payload);
        }
        catch (Exception e) when (e is Core.Items.MalformedItemException or System.Text.Json.JsonException)
        {
            log.BatchUnreadable(e.Message);
            return false; // no event of a stream: it stays
        }

        foreach (var record in batch.Malformed)
        {
            if (!await handler.BuryAsync(record.Json, record.Detail, scope, cancellationToken))
            {
                return false;
            }
        }

        var report = await handler.HandleAsync(batch.Records, scope, cancellationToken);
        Emit(batch, report);
        return report.FirstFailedRecord is null;
    }

    private async ValueTask<string?> BuryAsync(List<MalformedRecord> malformed, InvocationScope scope, CancellationToken cancellationToken)
    {
        string? unburied = null;
        foreach (var record in malformed)
        {
            if (await handler.BuryAsync(record.Json, record.Detail, scope, cancellationToken))
            {
                log.RecordBuried(record.Error);
                continue;
            }

            unburied = Lowest(unburied, record.SequenceNumber ?? throw new InvalidOperationException(
                $"A record without a sequence number ({record.Error}) could not be put into the dead letters: the whole batch must come again."));
        }

        return unburied;
    }

    private void Emit(StreamBatch batch, CaptureReport report)
    {
        var values = Metric.NonZero(
            ("Captured", report.CapturedCount),
            ("Sent", report.FanOut?.SentCount ?? 0),
            ("Parked", report.FanOut?.ParkedCount ?? 0),
            ("Held", report.FanOut?.HeldCount ?? 0),
            ("Echoes", report.EchoCount),
            ("Settled", report.SettledCount),
            ("DeadLetters", report.DeadLetterCount + batch.Malformed.Count)).ToList();
        if (batch.Records.Count > 0)
        {
            var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            values.Add(Metric.Milliseconds("CaptureLag", [.. batch.Records.Select(r => Math.Max(0, nowMs - r.WrittenMs))]));
        }

        metrics.Write(values);
        log.BatchCaptured(batch.Records.Count + batch.Malformed.Count, report.CapturedCount, report.EchoCount);
        if (report.SettledCount > 0)
        {
            log.WritesSettled(report.SettledCount);
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

    private static List<StreamsEventResponse.BatchItemFailure> Failures(string? sequenceNumber) =>
        sequenceNumber is null ? [] : [new StreamsEventResponse.BatchItemFailure { ItemIdentifier = sequenceNumber }];

    private static string? Lowest(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return left ?? right;
        }

        return BigInteger.Parse(left, CultureInfo.InvariantCulture) <= BigInteger.Parse(right, CultureInfo.InvariantCulture) ? left : right;
    }
}
