using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
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
    public static ItemVersion? Of(StoredItem? item, LedgerRow ledger, bool isBaseline) => item is null
        ? OfNothing(ledger)
        : Of(item.Stamp?.Version, item.IsStamped, ledger.LocalDigest == item.Content.Digest, ledger, isBaseline);

    /// <summary>The version of the object that the region holds now; null as for items.</summary>
    /// <param name="item">The object as read after the ledger; null when there is none.</param>
    /// <param name="ledger">The ledger row as read before the object.</param>
    /// <param name="change">The version that is to be applied.</param>
    /// <param name="isBaseline">As for items.</param>
    public static ItemVersion? Of(StoredObject? item, LedgerRow ledger, ItemVersion change, bool isBaseline)
    {
        if (item is null)
        {
            // Another version is being written just now. Or one was, and is gone: the application deleted it, and the event
            // that says so is still to come.
            var gone = OfNothing(ledger);
            var isOnItsWay = ledger.Pending != ItemVersion.Zero && ledger.Pending != change;
            return (isOnItsWay || ledger.Written > gone) && !isBaseline ? null : gone;
        }

        var isLocalContent = ledger.LocalDigest == item.Identity;
        if (IsPutBack(item, ledger) && !isLocalContent && !isBaseline)
        {
            return null;
        }

        return Of(item.Stamp?.Version, item.IsStamped, isLocalContent, ledger, isBaseline);
    }

    /// <summary>
    /// True for an object that carries, unchanged, an older version than the service has written here since: the application
    /// put back a copy that it had kept, metadata and all. The service's own writes never go back.
    /// </summary>
    public static bool IsPutBack(StoredObject held, LedgerRow ledger) =>
        held is { IsStamped: true, Stamp: { } stamp } && stamp.Version < ledger.Written && ledger.Tombstone < ledger.Written && ledger.Pending == ItemVersion.Zero;

    private static ItemVersion? OfNothing(LedgerRow ledger)
    {
        var isGone = ledger.Local == ItemVersion.Zero || ledger.LocalDigest is null || ledger.Tombstone > ledger.Local;
        var localDelete = ledger.LocalDigest is null ? ledger.Local : ItemVersion.Zero;
        return isGone ? ItemVersion.Max(ledger.Tombstone, localDelete) : null;
    }

    private static ItemVersion? Of(ItemVersion? stampVersion, bool isStamped, bool isLocalContent, LedgerRow ledger, bool isBaseline)
    {
        if (isStamped)
        {
            var stamp = stampVersion!.Value;
            if (ledger.Local > stamp && !isLocalContent && ledger.Tombstone < ledger.Local)
            {
                return null; // settling is about to bring the local write back
            }

            return ItemVersion.Max(ItemVersion.Max(stamp, ledger.Tombstone), isLocalContent ? ledger.Local : ItemVersion.Zero);
        }

        if (stampVersion is { } overwritten && overwritten > ledger.Local)
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
