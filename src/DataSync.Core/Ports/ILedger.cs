using DataSync.Core.Items;
using DataSync.Core.Ledger;

namespace DataSync.Core.Ports;

/// <summary>The service's own table, a row per item. Every call is one atomic storage operation with a consistent read.</summary>
public interface ILedger
{
    /// <summary>The item's row; the default row when there is none.</summary>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<LedgerRow> ReadAsync(ItemKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Enters a local write on condition that the row's local version and position are older, and with
    /// <paramref name="afterTombstone"/> that its tombstone is older too. Leaves the tombstone as it is. Needs no read.
    /// </summary>
    /// <returns>Whether it was written, and the row as it stood before.</returns>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<(bool Written, LedgerRow Before)> TryAdvanceAsync(ItemKey key, LocalWrite write, bool afterTombstone, CancellationToken cancellationToken);

    /// <summary>Replaces the row on condition that it is still exactly as it was read.</summary>
    /// <returns>False when the row has changed; nothing was written then.</returns>
    /// <exception cref="StoreException">The store refused or could not be reached.</exception>
    ValueTask<bool> ReplaceAsync(ItemKey key, LedgerRow expected, LedgerRow replacement, CancellationToken cancellationToken);
}
