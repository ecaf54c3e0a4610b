namespace DataSync.Core.Ports;

/// <summary>
/// When this region last heard of each other one. Whoever asks for it is another function than the one that hears, so it is
/// kept with the region's ledger.
/// </summary>
public interface IHeartbeats
{
    /// <summary>Keeps it, unless one that was sent later is kept already.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask RecordAsync(HeardHeartbeat heartbeat, CancellationToken cancellationToken);

    /// <summary>The last ones of these regions, by consistent reads; a region that was never heard of is missing.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<IReadOnlyList<HeardHeartbeat>> ReadAsync(IReadOnlyCollection<string> origins, CancellationToken cancellationToken);
}

/// <summary>A heartbeat that arrived.</summary>
/// <param name="Origin">The region that sent it.</param>
/// <param name="SentMs">When, by the clock over there; milliseconds since 1970.</param>
/// <param name="HeardMs">When it was handled, by the clock over here.</param>
public readonly record struct HeardHeartbeat(string Origin, long SentMs, long HeardMs)
{
    /// <summary>How long it took; not negative, whatever the clocks say.</summary>
    public TimeSpan Delay => TimeSpan.FromMilliseconds(Math.Max(0, HeardMs - SentMs));
}
