namespace DataSync.Local.Mappings;

/// <summary>What a mapping has done since it started.</summary>
/// <param name="Invocations">Invocations, throttled ones not counted.</param>
/// <param name="Records">Records or messages that were finished: processed, given up or filtered out.</param>
/// <param name="Failures">Invocations that failed or answered with failed items.</param>
/// <param name="FailedItems">Records or messages that those left to be tried again.</param>
/// <param name="Bisects">Batches that were split.</param>
/// <param name="Throttles">Invocations that found no free environment.</param>
/// <param name="Filtered">Records that no filter pattern matched.</param>
/// <param name="GivenUp">Records that went to the on-failure destination, or nowhere without one.</param>
/// <param name="InFlight">Invocations under way.</param>
/// <param name="Pending">Records read and not finished.</param>
public sealed record MappingCounts(long Invocations, long Records, long Failures, long FailedItems, long Bisects, long Throttles, long Filtered, long GivenUp, int InFlight, long Pending);

/// <summary>The counters while they count. Each is exact; together they are a picture of about now.</summary>
internal sealed class MappingCounters
{
    private long _invocations;
    private long _records;
    private long _failures;
    private long _failedItems;
    private long _bisects;
    private long _throttles;
    private long _filtered;
    private long _givenUp;
    private long _pending;
    private int _inFlight;

    public MappingCounts Snapshot() => new(
        Interlocked.Read(ref _invocations),
        Interlocked.Read(ref _records),
        Interlocked.Read(ref _failures),
        Interlocked.Read(ref _failedItems),
        Interlocked.Read(ref _bisects),
        Interlocked.Read(ref _throttles),
        Interlocked.Read(ref _filtered),
        Interlocked.Read(ref _givenUp),
        Volatile.Read(ref _inFlight),
        Interlocked.Read(ref _pending));

    public void Read(int count) => Interlocked.Add(ref _pending, count);

    public void Finished(int count)
    {
        Interlocked.Add(ref _records, count);
        Interlocked.Add(ref _pending, -count);
    }

    /// <summary>The source keeps them and will hand them out again.</summary>
    public void Returned(int count) => Interlocked.Add(ref _pending, -count);

    public void Filtered(int count)
    {
        Interlocked.Add(ref _filtered, count);
        Finished(count);
    }

    public void GivenUp(int count)
    {
        Interlocked.Add(ref _givenUp, count);
        Finished(count);
    }

    public void Failed(int items)
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Add(ref _failedItems, items);
    }

    public void Bisected() => Interlocked.Increment(ref _bisects);

    /// <summary>Invokes and counts. An exception of the invoker itself counts as a failed invocation; cancellation passes through.</summary>
    public async ValueTask<Invocation> InvokeAsync(IInvoker invoker, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var result = await invoker.InvokeAsync(payload, cancellationToken);
            Interlocked.Increment(ref result.Outcome == InvocationOutcome.Throttled ? ref _throttles : ref _invocations);
            return result;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _invocations);
            return new Invocation(InvocationOutcome.Failed, default, $"{exception.GetType().Name}: {exception.Message}", "");
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
