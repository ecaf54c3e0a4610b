using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>Gives each local write its version, once, in stream order.</summary>
public sealed class Sequencer(SyncOptions options, ILedger ledger)
{
    // An applier that writes tombstones for the same item makes the row change under our hands; it does so a few times at most.
    private const int MaxTries = 20;

    /// <summary>
    /// Enters a run of consecutive local writes of one item into the ledger; of the run only the newest counts.
    /// </summary>
    /// <returns>The change to send; null when a newer write of the item was sequenced before, by a run over a longer batch: that one is sent when its record's turn comes.</returns>
    /// <exception cref="MalformedItemException">A stamp in the record is further ahead of the write than the allowed drift.</exception>
    /// <exception cref="StoreException">The ledger failed, or kept changing.</exception>
    public async ValueTask<Change?> SequenceAsync(StreamRecord first, StreamRecord last, CancellationToken cancellationToken)
    {
        var floor = StampFloor(first.Old, last);
        var afterTombstone = first.Old is null;
        var write = new LocalWrite(HybridClock.Next(last.WrittenMs, floor, options.Region), last.Position, last.New?.Content.Digest);
        var (isWritten, row) = await ledger.TryAdvanceAsync(first.Key, write, afterTombstone, cancellationToken);
        for (var attempt = 0; !isWritten; attempt++)
        {
            if (row.Position >= last.Position)
            {
                // The same record again keeps its version. An older one than the ledger's was coalesced away by a handler
                // that saw more of the stream and then failed; it must not be sent under the newer one's version.
                return row.Position == last.Position ? ToChange(last, row.Local, floor) : null;
            }

            if (attempt == MaxTries)
            {
                throw new StoreException($"A ledger row of {first.Key.Entity} changed {MaxTries} times while a local write was sequenced.");
            }

            write = write with { Version = HybridClock.Next(last.WrittenMs, Known(row, floor, afterTombstone), options.Region) };
            isWritten = await ledger.ReplaceAsync(
                first.Key, row, new LedgerRow(write.Version, write.Position, write.Digest, row.Tombstone), cancellationToken);
            if (!isWritten)
            {
                row = await ledger.ReadAsync(first.Key, cancellationToken);
            }
        }

        return ToChange(last, write.Version, Known(row, floor, afterTombstone));
    }

    private static Change ToChange(StreamRecord record, ItemVersion version, ItemVersion basis) =>
        new(record.Key, version, basis, record.New?.Content);

    private static ItemVersion Known(LedgerRow row, ItemVersion floor, bool afterTombstone)
    {
        var known = ItemVersion.Max(row.Local, floor);
        return afterTombstone ? ItemVersion.Max(known, row.Tombstone) : known;
    }

    private ItemVersion StampFloor(StoredItem? old, StreamRecord last)
    {
        var floor = ItemVersion.Max(old?.Stamp?.Version ?? ItemVersion.Zero, last.New?.Stamp?.Version ?? ItemVersion.Zero);

        // Appliers refuse versions beyond the drift, so a stamp that far ahead was not written by the service. Following it
        // would give this write a version that every other region refuses.
        var limitMs = last.WrittenMs + (2 * (long)options.MaxDrift.TotalMilliseconds);
        return floor.Ms <= limitMs
            ? floor
            : throw new MalformedItemException(
                $"The item carries a stamp of version {floor}, more than twice the allowed drift of {options.MaxDrift} ahead of the write. Remove the attribute '{options.StampAttribute}' and write the item again.");
    }
}
