using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>A region's table. Every call waits for the scheduler, then happens at once.</summary>
internal sealed class SimulatedItemStore(World world, Region region) : IItemStore
{
    public ValueTask<StoredItem?> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.ItemRead, region, index, _ => region.Cells[index].Item);
    }

    public ValueTask<GuardedWrite> PutAsync(ItemKey key, StoredItem? expected, StoredItem replacement, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        if (index == world.RefusedKey)
        {
            throw new StoreException(DeadLetterReason.ItemTooLarge, isRetryable: false, "The item has no room for the stamp.");
        }

        return world.Park(OperationKind.ItemPut, region, index, _ => Write(index, expected, replacement));
    }

    public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredItem expected, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.ItemDelete, region, index, _ => Write(index, expected, replacement: null));
    }

    private GuardedWrite Write(int index, StoredItem? expected, StoredItem? replacement)
    {
        var current = region.Cells[index].Item;
        var outcome = Guard(current, expected, replacement);
        world.Trace.Add((int)outcome);
        if (outcome != GuardedWrite.Refused)
        {
            region.Write(index, replacement, isByService: true, isUnseen: outcome == GuardedWrite.WrittenOverUnseen);
        }

        return outcome;
    }

    private GuardedWrite Guard(StoredItem? current, StoredItem? expected, StoredItem? replacement)
    {
        if (Equals(current, expected))
        {
            return GuardedWrite.Written;
        }

        return world.Scenario.IsRealistic && current is not null && expected is not null && current.Stamp == expected.Stamp
            && IsHiddenFromConditions(current, expected, replacement)
            ? GuardedWrite.WrittenOverUnseen
            : GuardedWrite.Refused;
    }

    // A condition names each attribute that was read or is written. One that came since, under another name, passes.
    private static bool IsHiddenFromConditions(StoredItem current, StoredItem expected, StoredItem? replacement)
    {
        var held = Attributes.Of(current.Content);
        var read = Attributes.Of(expected.Content);
        var written = replacement is null ? null : Attributes.Of(replacement.Content);
        return read.All(a => held.TryGetValue(a.Key, out var value) && value == a.Value)
            && (written is null || written.Keys.All(name => read.ContainsKey(name) || !held.ContainsKey(name)));
    }
}
