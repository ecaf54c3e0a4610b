namespace DataSync.Core.Ports;

/// <summary>Counts what is in this region's queues.</summary>
public interface IQueueDepths
{
    /// <summary>The queue service's own, approximate count.</summary>
    /// <exception cref="StoreException">The service refused or could not be reached.</exception>
    ValueTask<QueueDepth> CountAsync(QueueKind kind, CancellationToken cancellationToken);
}

/// <summary>Messages in a queue.</summary>
/// <param name="VisibleCount">Ready to be received.</param>
/// <param name="InFlightCount">Received, and not done.</param>
/// <param name="DelayedCount">Put off.</param>
public readonly record struct QueueDepth(long VisibleCount, long InFlightCount, long DelayedCount)
{
    /// <summary>All of them.</summary>
    public long Count => VisibleCount + InFlightCount + DelayedCount;
}
