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
    /// <summary>True when the row stands for a deleted item only: it may expire once no message can be older than the delete.</summary>
    public bool HoldsOnlyDeletes => LocalDigest is null || Tombstone > Local;
}
