using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.Ports;

/// <summary>Keeps what loses a conflict, so that it can be seen and brought back.</summary>
public interface ILoserStore
{
    /// <summary>
    /// Keeps an object that is about to be overwritten or deleted: its version id where the bucket has versions, otherwise a
    /// copy. Doing it again changes nothing.
    /// </summary>
    /// <returns>False when the object was not there any more as it was read.</returns>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<bool> KeepAsync(ItemKey key, StoredObject loser, ItemVersion version, ItemVersion winner, CancellationToken cancellationToken);
}
