using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Ledger;

/// <summary>What the service knows about one item in this region, beside the item.</summary>
/// <param name="Local">Version of the newest sequenced local write; <see cref="ItemVersion.Zero"/> when there was none.</param>
/// <param name="Position">Stream position of that write: a handler that runs again recognises it.</param>
/// <param name="LocalDigest">Digest of what that write left behind; null when it was a delete or there was none.</param>
/// <param name="Tombstone">Version of the newest delete known here; <see cref="ItemVersion.Zero"/> when there was none.</param>
public readonly record struct LedgerRow(ItemVersion Local, StreamPosition Position, Digest? LocalDigest, ItemVersion Tombstone)
{
    /// <summary>
    /// For objects, which carry no trace of what they overwrote: the newest version that the service was about to write here. A
    /// local write that comes after it is given a later version. <see cref="ItemVersion.Zero"/> when there was none.
    /// </summary>
    public ItemVersion Seen { get; init; }

    /// <summary>For objects: the newest version that the service is known to have written here; <see cref="ItemVersion.Zero"/> when there is none.</summary>
    public ItemVersion Written { get; init; }

    /// <summary>For objects: the version that the service is writing here just now; <see cref="ItemVersion.Zero"/> when it writes none.</summary>
    public ItemVersion Pending { get; init; }

    /// <summary>When that write began, in milliseconds since the Unix epoch; 0 when there is none.</summary>
    public long PendingMs { get; init; }

    /// <summary>True when the row stands for a deleted item only: it may expire once no message can be older than the delete.</summary>
    public bool HoldsOnlyDeletes => LocalDigest is null || Tombstone > Local;
}
