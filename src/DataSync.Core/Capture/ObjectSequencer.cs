using DataSync.Core.Envelopes;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>Decides which version a local write of an object gets. Decides only: the caller enters it into the ledger.</summary>
/// <param name="options">This region and its limits.</param>
/// <param name="bucket">The bucket's name, for the other regions.</param>
public sealed class ObjectSequencer(SyncOptions options, string bucket)
{
    /// <summary>What follows from one event.</summary>
    /// <param name="Row">The ledger row as it must become; the same as it was when nothing is to be written.</param>
    /// <param name="Change">The change to send once the row is written; null when there is none.</param>
    public readonly record struct Step(LedgerRow Row, Change? Change);

    /// <summary>
    /// The version of what the bucket holds, which may be newer than the event: S3 may send one event for two writes at the
    /// same moment, and events are late.
    /// </summary>
    /// <param name="event">The event of an application's write.</param>
    /// <param name="held">The object as read after the row; null: it is gone.</param>
    /// <param name="row">The ledger row.</param>
    public Step Sequence(ObjectEvent @event, StoredObject? held, LedgerRow row) => Sequence(@event, held, row, after: row.Seen);

    /// <summary>The version of a delete that came before what the service has written since.</summary>
    /// <param name="removed">The event of the application's delete.</param>
    /// <param name="row">The ledger row.</param>
    public Step SequenceEarlier(ObjectEvent removed, LedgerRow row) => Sequence(removed, held: null, row, after: ItemVersion.Zero);

    private Step Sequence(ObjectEvent @event, StoredObject? held, LedgerRow row, ItemVersion after)
    {
        if (row.Position > @event.Position)
        {
            return new Step(row, null);
        }

        // The same event again, or another event of the same write: whoever came first may not have got as far as sending.
        var identity = held?.Identity;
        var isSame = row.Position == @event.Position;
        if (row.Local > ItemVersion.Zero && row.LocalDigest == identity && (held is not null || isSame))
        {
            // A newer event moves the row on: an older look at the object, by a handler at work just now, must not be entered any more.
            return new Step(row with { Position = @event.Position }, ToChange(@event, held, row.Local, row.Seen < row.Local ? row.Seen : ItemVersion.Zero));
        }

        if (isSame)
        {
            return new Step(row, null); // what it showed is gone, and what replaced it has an event of its own
        }

        var writtenMs = held is null ? @event.TimeMs : Math.Max(@event.TimeMs, held.ModifiedMs);
        var floor = ItemVersion.Max(ItemVersion.Max(row.Local, after), StampFloor(held, writtenMs));
        var version = HybridClock.Next(writtenMs, floor, options.Region);
        var sequenced = row with { Local = version, Position = @event.Position, LocalDigest = identity };
        return new Step(sequenced, ToChange(@event, held, version, floor));
    }

    /// <summary>
    /// Gives what the service wrote over a newer local write, unseen, a version after that write: the older bytes are here
    /// and everywhere, the newer ones are gone.
    /// </summary>
    /// <param name="event">Any event of the object.</param>
    /// <param name="held">The object as the service wrote it; null: as it deleted it.</param>
    /// <param name="row">The ledger row.</param>
    public Step Adopt(ObjectEvent @event, StoredObject? held, LedgerRow row)
    {
        var floor = ItemVersion.Max(row.Local, row.Seen);
        var version = HybridClock.Next(@event.TimeMs, floor, options.Region);
        return new Step(row with { Local = version, LocalDigest = held?.Identity }, ToChange(@event, held, version, floor));
    }

    /// <summary>The change of what was adopted before, by a handler that may not have got as far as sending.</summary>
    public Change Adopted(ObjectEvent @event, StoredObject held, LedgerRow row) => ToChange(@event, held, row.Local, held.Stamp!.Value.Version);

    /// <summary>The delete that the row tells of, by a handler that may not have got as far as sending.</summary>
    public Change Gone(ObjectEvent @event, LedgerRow row) => ToChange(@event, held: null, row.Local, row.Seen < row.Local ? row.Seen : ItemVersion.Zero);

    private Change ToChange(ObjectEvent @event, StoredObject? held, ItemVersion version, ItemVersion basis) =>
        new(@event.Key, version, basis, Image: null) { Object = held?.ToContent(bucket) };

    // A stamp that does not match shows what the application's metadata came from. One from the future was not written by the service.
    private ItemVersion StampFloor(StoredObject? held, long writtenMs) =>
        held?.Stamp is { } stamp && stamp.Version.Ms <= writtenMs + (2 * (long)options.MaxDrift.TotalMilliseconds) ? stamp.Version : ItemVersion.Zero;
}
