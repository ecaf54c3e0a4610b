using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Versions;

namespace DataSync.Core.Apply;

/// <summary>Works out the version of what a region holds.</summary>
public static class HeldVersion
{
    /// <summary>
    /// The version of what the region holds now; null when a local write is not sequenced yet: nobody can tell which is
    /// newer, so the change must come back later.
    /// </summary>
    /// <param name="item">The item as read after the ledger; null when there is none.</param>
    /// <param name="ledger">The ledger row as read before the item.</param>
    /// <param name="isBaseline">True when the change has waited so long that content which neither stamp nor ledger knows must have been there before the service was.</param>
    public static ItemVersion? Of(StoredItem? item, LedgerRow ledger, bool isBaseline)
    {
        if (item is null)
        {
            var isGone = ledger.Local == ItemVersion.Zero || ledger.LocalDigest is null || ledger.Tombstone > ledger.Local;
            var localDelete = ledger.LocalDigest is null ? ledger.Local : ItemVersion.Zero;
            return isGone ? ItemVersion.Max(ledger.Tombstone, localDelete) : null;
        }

        var isLocalContent = ledger.LocalDigest == item.Content.Digest;
        if (item.IsStamped)
        {
            var stamp = item.Stamp!.Value.Version;
            if (ledger.Local > stamp && !isLocalContent && ledger.Tombstone < ledger.Local)
            {
                return null; // settling is about to bring the local write back
            }

            return ItemVersion.Max(ItemVersion.Max(stamp, ledger.Tombstone), isLocalContent ? ledger.Local : ItemVersion.Zero);
        }

        if (item.Stamp is { } overwritten && overwritten.Version > ledger.Local)
        {
            return null; // changed by the application after the service wrote it
        }

        if (ledger.Local > ItemVersion.Zero && isLocalContent)
        {
            return ItemVersion.Max(ledger.Local, ledger.Tombstone);
        }

        return ledger.Local == ItemVersion.Zero && isBaseline ? ledger.Tombstone : null;
    }
}
