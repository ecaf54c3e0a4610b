namespace DataSync.Core.Versions;

/// <summary>Assigns versions: never behind physical time, always after what was overwritten.</summary>
/// <remarks>
/// Kulkarni et al. 2014, section 4. Ours departs from it in one point: the clock keeps no state of its own; the floor is
/// what the item, its ledger row and its stamps have seen.
/// </remarks>
public static class HybridClock
{
    /// <summary>The next version of an item: at least <paramref name="writtenMs"/>, and after <paramref name="floor"/>.</summary>
    /// <param name="writtenMs">When the write happened, in milliseconds since the Unix epoch.</param>
    /// <param name="floor">The newest version the write is known to follow; <see cref="ItemVersion.Zero"/> if none.</param>
    /// <param name="region">The region the write was made in.</param>
    public static ItemVersion Next(long writtenMs, ItemVersion floor, string region)
    {
        if (writtenMs > floor.Ms)
        {
            return new ItemVersion(writtenMs, 0, region);
        }

        // A full counter carries: the version must stay after the floor whatever happens.
        return floor.Counter < ItemVersion.MaxCounter
            ? new ItemVersion(floor.Ms, floor.Counter + 1, region)
            : new ItemVersion(floor.Ms + 1, 0, region);
    }
}
