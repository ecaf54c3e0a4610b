using DataSync.Local.Templates;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>Brings one batch to its end: done, or given up; never skipped.</summary>
internal sealed class StreamBatchRunner(
    StreamMappingSettings settings,
    MappingContext context,
    MappingLifetime lifetime,
    IFailureDestination? destination,
    string shardId)
{
    /// <summary>A stream keeps records for a day: "without end" ends there, as on AWS.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    public async Task RunAsync(ArraySegment<StreamRecord> records, CancellationToken cancellationToken)
    {
        var work = new Stack<StreamBatch>();
        work.Push(new StreamBatch(records, Retries: 0, InvokeCount: 0));
        var throttles = 0;
        Invocation? last = null;
        while (work.Count > 0)
        {
            // A pause lets an invocation finish; the wait before the next one is no part of it.
            TimeSpan wait;
            await lifetime.EnterAsync(cancellationToken);
            try
            {
                (wait, last, throttles) = await StepAsync(work, last, throttles, cancellationToken);
            }
            finally
            {
                lifetime.Leave();
            }

            if (wait > TimeSpan.Zero)
            {
                await WaitAsync(wait, cancellationToken);
            }
        }
    }

    /// <summary>Takes the next batch one invocation further; returns how long to wait then.</summary>
    private async Task<(TimeSpan Wait, Invocation? Last, int Throttles)> StepAsync(Stack<StreamBatch> work, Invocation? last, int throttles, CancellationToken cancellationToken)
    {
        if (await GiveUpExpiredAsync(work.Pop(), last, cancellationToken) is not { } batch)
        {
            return (TimeSpan.Zero, last, throttles);
        }

        context.BatchSent(context.Time.GetUtcNow() - batch.Records[^1].CreatedAt);
        var invocation = await lifetime.Counters.InvokeAsync(context.Invoker, EventPayload.Of(batch.Records, record => record.Json), cancellationToken);
        if (invocation.Outcome == InvocationOutcome.Throttled)
        {
            work.Push(batch);
            return (Backoff.Before(throttles + 1), last, throttles + 1);
        }

        return (await SettleAsync(work, batch, invocation, cancellationToken), invocation, 0);
    }

    private async Task<TimeSpan> SettleAsync(Stack<StreamBatch> work, StreamBatch batch, Invocation invocation, CancellationToken cancellationToken)
    {
        var firstFailed = FirstFailed(batch.Records, invocation);
        if (firstFailed > 0)
        {
            lifetime.Counters.Finished(Math.Min(firstFailed, batch.Records.Count));
        }

        if (firstFailed < batch.Records.Count)
        {
            lifetime.Counters.Failed(batch.Records.Count - firstFailed);
        }

        var (rest, isGivenUp, isSplit) = batch.After(firstFailed, settings.BisectOnError, settings.MaximumRetryAttempts);
        if (isGivenUp)
        {
            await GiveUpAsync("RetryAttemptsExhausted", rest[0], invocation, cancellationToken);
            return TimeSpan.Zero;
        }

        for (var i = rest.Count - 1; i >= 0; i--)
        {
            work.Push(rest[i]);
        }

        if (isSplit)
        {
            lifetime.Counters.Bisected();
        }

        return rest.Count > 0 ? Backoff.Before(isSplit ? 1 : rest[0].Retries) : TimeSpan.Zero;
    }

    /// <summary>The index of the first record that is not done: the batch's count when all are.</summary>
    private int FirstFailed(ArraySegment<StreamRecord> records, Invocation invocation)
    {
        if (invocation.Outcome != InvocationOutcome.Succeeded)
        {
            return 0;
        }

        if (!settings.ReportsBatchItemFailures)
        {
            return records.Count;
        }

        var identifiers = records.Select(record => record.SequenceNumber).ToHashSet(StringComparer.Ordinal);
        if (BatchResponse.FailedIdentifiers(invocation.Payload, identifiers) is not { } failed)
        {
            return 0;
        }

        // The lowest sequence number is the checkpoint, in whichever order they were reported.
        for (var i = 0; failed.Count > 0 && i < records.Count; i++)
        {
            if (failed.Contains(records[i].SequenceNumber))
            {
                return i;
            }
        }

        return records.Count;
    }

    private async ValueTask<StreamBatch?> GiveUpExpiredAsync(StreamBatch batch, Invocation? last, CancellationToken cancellationToken)
    {
        var limit = settings.MaximumRecordAge is { } age && age < Retention ? age : Retention;
        var oldest = context.Time.GetUtcNow() - limit;
        var expired = 0;
        while (expired < batch.Records.Count && batch.Records[expired].CreatedAt < oldest)
        {
            expired++;
        }

        if (expired == 0)
        {
            return batch;
        }

        await GiveUpAsync("RecordAgeExceeded", batch with { Records = batch.Records[..expired] }, batch.InvokeCount == 0 ? null : last, cancellationToken);
        return expired == batch.Records.Count ? null : batch with { Records = batch.Records[expired..] };
    }

    private async Task GiveUpAsync(string condition, StreamBatch batch, Invocation? last, CancellationToken cancellationToken)
    {
        var failed = new FailedBatch(
            condition, settings.Id, context.FunctionArn, settings.StreamArn, shardId, batch.Records, batch.InvokeCount, last, context.Time.GetUtcNow());
        for (var attempt = 1; destination is not null; attempt++)
        {
            try
            {
                await destination.DeliverAsync(failed, cancellationToken);
                break;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The records are nowhere else, so the shard waits for the destination.
                await WaitAsync(Backoff.Before(attempt), cancellationToken);
            }
        }

        lifetime.Counters.GivenUp(batch.Records.Count);
    }

    private Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => Task.Delay(wait, context.Time, cancellationToken);
}
