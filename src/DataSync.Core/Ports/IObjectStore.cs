using DataSync.Core.Items;
using DataSync.Core.Objects;

namespace DataSync.Core.Ports;

/// <summary>The synced bucket of this region. Reads are consistent; each write is atomic.</summary>
public interface IObjectStore
{
    /// <summary>The bucket's name: changes tell it to the other regions.</summary>
    string Bucket { get; }

    /// <summary>The object as it is now; null when there is none, or a delete marker.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<StoredObject?> ReadAsync(ItemKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Copies an object from another region's bucket, server-side, on condition that the source and the target still are what
    /// they were. When <paramref name="stop"/> is cancelled a copy in parts ends after the parts under way, and goes on
    /// another time.
    /// </summary>
    /// <param name="key">The object to write.</param>
    /// <param name="copy">What to copy, and over what.</param>
    /// <param name="stop">Cancelled when the time left is needed to hand the rest on.</param>
    /// <param name="cancellationToken">Ends the work where it is.</param>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<CopyResult> CopyAsync(ItemKey key, ObjectCopy copy, CancellationToken stop, CancellationToken cancellationToken);

    /// <summary>Deletes the object on condition that it still is what was read: in a versioned bucket by a delete marker, never a version.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredObject expected, CancellationToken cancellationToken);
}
