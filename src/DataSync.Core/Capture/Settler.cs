using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>Puts right what the service overwrote although something newer was known here.</summary>
public sealed class Settler(ILedger ledger, IItemStore items)
{
    private const int MaxTries = 20;

    /// <summary>
    /// The stream shows that the service wrote <paramref name="echo"/> over <paramref name="old"/>. If a newer version was
    /// known here, it is brought back.
    /// </summary>
    /// <returns>How many times something was brought back or removed; 0 in almost every case.</returns>
    /// <exception cref="StoreException">A store failed, or the item kept changing.</exception>
    public async ValueTask<int> SettleAsync(ItemKey key, ItemVersion echo, StoredItem? old, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var row = await ledger.ReadAsync(key, cancellationToken);
            var top = ItemVersion.Max(row.Local, row.Tombstone);
            if (echo > top)
            {
                return 0;
            }

            var item = await items.ReadAsync(key, cancellationToken);
            if (row.Tombstone >= row.Local || row.LocalDigest is null)
            {
                if (!IsOlderThanDelete(item, top))
                {
                    return 0;
                }

                if (row.Tombstone < top && !await ledger.ReplaceAsync(key, row, row with { Tombstone = top }, cancellationToken))
                {
                    continue;
                }

                await GuardedDelete.RunAsync(items, key, item!, top, cancellationToken);
                return 1;
            }

            if (echo >= row.Local || old is null || old.Content.Digest != row.LocalDigest)
            {
                return 0;
            }

            if (item is not null && !(item.IsStamped && item.Stamp!.Value.Version < row.Local))
            {
                return 0;
            }

            var restored = StoredItem.Stamped(old.Content, row.Local);
            if (await items.PutAsync(key, item, restored, cancellationToken) != GuardedWrite.Refused)
            {
                return 1;
            }
        }

        throw new StoreException($"An item of {key.Entity} changed {MaxTries} times while an overwritten version was brought back.");
    }

    private static bool IsOlderThanDelete(StoredItem? item, ItemVersion deleted) =>
        item is { Stamp: { } stamp, IsStamped: true }
        && (stamp.Version < deleted || (stamp.Deleting && stamp.Version == deleted));
}
