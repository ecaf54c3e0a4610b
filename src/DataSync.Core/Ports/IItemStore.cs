using DataSync.Core.Items;

namespace DataSync.Core.Ports;

/// <summary>The synced table of this region. Every call is one atomic storage operation with a consistent read.</summary>
public interface IItemStore
{
    /// <summary>The item; null when there is none.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<StoredItem?> ReadAsync(ItemKey key, CancellationToken cancellationToken);

    /// <summary>Writes the item on condition that it still is what was read (null: that there is none).</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<GuardedWrite> PutAsync(ItemKey key, StoredItem? expected, StoredItem replacement, CancellationToken cancellationToken);

    /// <summary>Deletes the item on condition that it still is what was read.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredItem expected, CancellationToken cancellationToken);
}
