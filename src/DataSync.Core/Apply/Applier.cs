using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Apply;

/// <summary>
/// Applies one change: last writer wins, deletes included. Any number of appliers, in any order, with any repetition, end
/// in the same state; a local write that is not sequenced yet is never overwritten.
/// </summary>
public sealed class Applier(SyncOptions options, ILedger ledger, IItemStore items)
{
    // Another applier or the application got in between; after this many times the change is put off instead.
    private const int MaxTries = 6;

    /// <summary>Applies the change once.</summary>
    /// <param name="change">The change.</param>
    /// <param name="waited">How long it has been put off so far.</param>
    /// <param name="cancellationToken">Ends the work between two storage calls.</param>
    /// <exception cref="StoreException">A store failed.</exception>
    public async ValueTask<ApplyResult> ApplyAsync(Change change, TimeSpan waited, CancellationToken cancellationToken)
    {
        var isBaseline = waited >= options.BaselineAfter;
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var row = await ledger.ReadAsync(change.Key, cancellationToken);
            var item = await items.ReadAsync(change.Key, cancellationToken);
            if (HeldVersion.Of(item, row, isBaseline) is not { } here)
            {
                return new ApplyResult(ApplyOutcome.Deferred);
            }

            if (here > change.Version)
            {
                return new ApplyResult(ApplyOutcome.Superseded);
            }

            var result = change.Image is null
                ? await DeleteAsync(change, row, item, here, cancellationToken)
                : await PutAsync(change, change.Image, item, here, cancellationToken);
            if (result is { } done)
            {
                var isOverBaseline = isBaseline && done.Outcome == ApplyOutcome.Applied && here == ItemVersion.Zero && item is not null;
                return done with { IsOverBaseline = isOverBaseline };
            }
        }

        return new ApplyResult(ApplyOutcome.Deferred);
    }

    private async ValueTask<ApplyResult?> PutAsync(Change change, ItemImage image, StoredItem? item, ItemVersion here, CancellationToken cancellationToken)
    {
        if (here == change.Version)
        {
            return new ApplyResult(ApplyOutcome.Duplicate);
        }

        // A tombstone that comes in between does no harm: the stream handler settles when it sees the echo.
        var written = await items.PutAsync(change.Key, item, StoredItem.Stamped(image, change.Version), cancellationToken);
        return written == GuardedWrite.Refused ? null : Applied(change, here, written);
    }

    private async ValueTask<ApplyResult?> DeleteAsync(Change change, LedgerRow row, StoredItem? item, ItemVersion here, CancellationToken cancellationToken)
    {
        if (item is null && here == change.Version)
        {
            return new ApplyResult(ApplyOutcome.Duplicate);
        }

        // First the tombstone, then the item: an older put that arrives in between must find it.
        if (row.Tombstone < change.Version
            && !await ledger.ReplaceAsync(change.Key, row, row with { Tombstone = change.Version }, cancellationToken))
        {
            return null;
        }

        if (item is null)
        {
            var again = await items.ReadAsync(change.Key, cancellationToken);
            return again is null ? Applied(change, here, GuardedWrite.Written) : null;
        }

        var removed = await GuardedDelete.RunAsync(items, change.Key, item, change.Version, cancellationToken);
        return removed == GuardedWrite.Refused ? null : Applied(change, here, removed);
    }

    private ApplyResult Applied(Change change, ItemVersion here, GuardedWrite written)
    {
        // Counted in one place only: where the loser was made.
        var isConflict = here > change.Base && here.Region == options.Region;
        return new ApplyResult(ApplyOutcome.Applied, isConflict, written == GuardedWrite.WrittenOverUnseen);
    }
}
