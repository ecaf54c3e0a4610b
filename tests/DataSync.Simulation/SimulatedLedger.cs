using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>A region's ledger. Every call waits for the scheduler, then happens at once.</summary>
internal sealed class SimulatedLedger(World world, Region region) : ILedger
{
    public ValueTask<LedgerRow> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.LedgerRead, region, index, _ => region.Cells[index].Row);
    }

    public ValueTask<(bool Written, LedgerRow Before)> TryAdvanceAsync(ItemKey key, LocalWrite write, bool afterTombstone, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.LedgerAdvance, region, index, _ =>
        {
            var row = region.Cells[index].Row;
            var isNewer = row.Local < write.Version && row.Position < write.Position && (!afterTombstone || row.Tombstone < write.Version);
            if (isNewer)
            {
                Replace(index, row, new LedgerRow(write.Version, write.Position, write.Digest, row.Tombstone));
            }

            return (isNewer, row);
        });
    }

    public ValueTask<bool> ReplaceAsync(ItemKey key, LedgerRow expected, LedgerRow replacement, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.LedgerReplace, region, index, _ =>
        {
            var row = region.Cells[index].Row;
            if (row != expected)
            {
                return false;
            }

            Replace(index, row, replacement);
            return true;
        });
    }

    private void Replace(int index, LedgerRow before, LedgerRow after)
    {
        region.Cells[index].Row = after;
        world.Trace.Add(after.Local.Ms ^ after.Tombstone.Ms);
        if (after.Position != before.Position || after.Local != before.Local)
        {
            if (world.Scenario.IsObjects)
            {
                world.Promises.SequencedObject(region, index, before, after);
            }
            else
            {
                world.Promises.Sequenced(region, index, after);
            }
        }
    }
}
