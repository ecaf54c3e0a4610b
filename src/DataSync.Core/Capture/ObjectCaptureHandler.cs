using DataSync.Core.Apply;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>
/// The event side of objects: settles echoes, sequences local writes and fans them out. Events may come in any order, any
/// number of times, several handlers at a time: what the bucket holds decides, and the ledger lets one of them win.
/// </summary>
public sealed class ObjectCaptureHandler(SyncOptions options, ILedger ledger, IObjectStore objects, FanOutSender fanOut, TimeProvider time)
{
    private const int MaxTries = 20;

    private readonly ObjectLease _lease = new(ledger, time);
    private readonly ObjectSequencer _sequencer = new(options, objects.Bucket);

    private readonly record struct Outgoing(Change Change, IReadOnlyList<int> Events);

    /// <summary>Handles events. Errors of stores and queues are reported, not thrown.</summary>
    public async ValueTask<ObjectCaptureReport> HandleAsync(IReadOnlyList<ObjectEvent> events, InvocationScope scope, CancellationToken cancellationToken)
    {
        var report = new ObjectCaptureReport();
        var groups = Enumerable.Range(0, events.Count).GroupBy(i => events[i].Key).Select(g => g.ToList()).ToList();
        var outgoing = new List<Outgoing>(groups.Count);
        await BoundedConcurrency.ForEachAsync(
            groups.Count, options.Concurrency, i => HandleObjectAsync(events, groups[i], outgoing, report, cancellationToken));

        if (outgoing.Count > 0)
        {
            await SendAsync(outgoing, report, scope, cancellationToken);
        }

        return report;
    }

    private async ValueTask HandleObjectAsync(
        IReadOnlyList<ObjectEvent> events, List<int> group, List<Outgoing> outgoing, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var change in await LookAsync([.. group.Select(i => events[i])], report, cancellationToken))
            {
                lock (outgoing)
                {
                    outgoing.Add(new Outgoing(change, group));
                    report.LagsMs.Add(Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - change.Version.Ms));
                }
            }
        }
        catch (ObjectBusyException)
        {
            report.Wait(group);
        }
        catch (StoreException e)
        {
            report.Fail(group, e.Message);
        }
    }

    // One object, all its events of the batch. The row is read before the object and must be the same when it is written: so
    // nobody sequenced anything in between, and the look at the object is no older than what the ledger knows.
    private async ValueTask<IReadOnlyList<Change>> LookAsync(List<ObjectEvent> events, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var row = await ledger.ReadAsync(events[0].Key, cancellationToken);
            var held = await objects.ReadAsync(events[0].Key, cancellationToken);
            var changes = new List<Change>();
            if (await TryHandleAsync(events, row, held, changes, report, cancellationToken))
            {
                return changes;
            }
        }

        throw new StoreException($"An object of {events[0].Key.Entity}, or its ledger row, changed {MaxTries} times while its events were handled.");
    }

    // False: somebody else wrote; look again.
    private async ValueTask<bool> TryHandleAsync(
        List<ObjectEvent> events, LedgerRow row, StoredObject? held, List<Change> changes, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        if (held is not null && (!held.IsStamped || HeldVersion.IsPutBack(held, row)))
        {
            // Removals before this write need not be told any more. Its own event may be another one, still to come.
            if (Newest(events, isRemoval: false) is not { } written)
            {
                return true;
            }

            var entered = _sequencer.Sequence(written, held, row);
            return await EnterAsync(written, row, entered, changes, report, cancellationToken)
                && await SettleUnseenAsync(written, entered.Row, held, changes, report, cancellationToken);
        }

        var removed = held is null && IsDeletedUnseen(row)
            ? events.Where(e => e.IsRemoval).MaxBy(e => e.Position)
            : Newest(events, isRemoval: true);
        if (held is null && events.Find(e => !e.IsRemoval && e.Position >= row.Position) is { } gone)
        {
            // A write that was sequenced and is gone (below): whoever was at it may not have got as far as finding, or telling, that.
            if (row.LocalDigest is null && row.Local > ItemVersion.Zero)
            {
                changes.Add(_sequencer.Gone(gone, row));
            }
            else if (removed is null && IsDeletedUnseen(row))
            {
                RequireNobodyWrites(row, by: ItemVersion.Zero);
                return await EnterAsync(gone, row, _sequencer.Adopt(gone, held: null, row), changes, report, cancellationToken);
            }
        }

        if (removed is not null && !IsExplained(removed, held, row))
        {
            if (held is null)
            {
                // What is on its way was not there when this was deleted: what is sequenced now must not count as later.
                RequireNobodyWrites(row, by: ItemVersion.Zero);
            }

            var step = held is null ? _sequencer.Sequence(removed, held: null, row) : _sequencer.SequenceEarlier(removed, row);
            if (!await EnterAsync(removed, row, step, changes, report, cancellationToken))
            {
                return false;
            }

            row = step.Row;
        }

        return held is null || await SettleAsync(events[0], row, held, changes, report, cancellationToken);
    }

    private async ValueTask<bool> EnterAsync(
        ObjectEvent @event, LedgerRow row, ObjectSequencer.Step step, List<Change> changes, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        if (step.Row != row && !await ledger.ReplaceAsync(@event.Key, row, step.Row, cancellationToken))
        {
            return false;
        }

        if (step.Change is null)
        {
            report.Superseded();
        }
        else
        {
            changes.Add(step.Change);
        }

        return true;
    }

    // What was looked at may be gone by now. While the service was writing, it may have taken this write for an older one of the
    // same bytes; and where events do not tell who deleted, a delete may have been taken for the service's. The event of that
    // passed when the row did not know of this write yet, so nobody else would put it right.
    private async ValueTask<bool> SettleUnseenAsync(
        ObjectEvent written, LedgerRow row, StoredObject held, List<Change> changes, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        if (row.Pending == ItemVersion.Zero && written.Principal is not null)
        {
            return true;
        }

        var now = await objects.ReadAsync(written.Key, cancellationToken);
        if (now is null)
        {
            return row.LocalDigest is null || (written.Principal is not null && row.Tombstone < row.Pending)
                || await EnterAsync(written, row, _sequencer.Adopt(written, held: null, row), changes, report, cancellationToken);
        }

        return !now.IsStamped || now.Identity == held.Identity || await SettleAsync(written, row, now, changes, report, cancellationToken);
    }

    // The service's own events are known by who caused them, where the event tells.
    private ObjectEvent? Newest(List<ObjectEvent> events, bool isRemoval) => events
        .Where(e => e.IsRemoval == isRemoval && !IsByService(e))
        .MaxBy(e => e.Position);

    private bool IsByService(ObjectEvent @event) =>
        @event.Principal is { } principal && options.ObjectWriters.Any(name => principal.EndsWith(":" + name, StringComparison.Ordinal));

    // The ledger says that the application's object is here, and it is gone: deleted by the application, or by the service in
    // place of other bytes that were the same. Either way it is deleted now.
    private static bool IsDeletedUnseen(LedgerRow row) =>
        row.LocalDigest is not null && row.Local > row.Tombstone && row.Local > row.Written;

    // EventBridge does not tell who deleted. Where the ledger explains that the object is gone, it was the service.
    private static bool IsExplained(ObjectEvent removed, StoredObject? held, LedgerRow row)
    {
        if (removed.Principal is not null || row.Position == removed.Position)
        {
            return false;
        }

        var deleted = ItemVersion.Max(row.Tombstone, row.LocalDigest is null ? row.Local : ItemVersion.Zero);
        return deleted > ItemVersion.Zero && deleted >= row.Local && (held is not null || deleted >= row.Written || row.Pending != ItemVersion.Zero);
    }

    // The service wrote what is there. If something newer was known here, that is put right.
    private async ValueTask<bool> SettleAsync(
        ObjectEvent @event, LedgerRow row, StoredObject held, List<Change> changes, ObjectCaptureReport report, CancellationToken cancellationToken)
    {
        var isAdopted = row.LocalDigest == held.Identity && row.Tombstone < row.Local;
        if (isAdopted || ItemVersion.Max(row.Local, row.Tombstone) <= held.Stamp!.Value.Version)
        {
            report.Echo();
            if (isAdopted)
            {
                changes.Add(_sequencer.Adopted(@event, held, row));
            }

            return true;
        }

        var isDeleted = row.Tombstone >= row.Local || row.LocalDigest is null;
        var isDone = isDeleted
            ? await DeleteAsync(@event.Key, row, held, cancellationToken)
            : await EnterAsync(@event, row, _sequencer.Adopt(@event, held, row), changes, report, cancellationToken);
        if (isDone)
        {
            report.Settled(isClobbered: !isDeleted);
        }

        return isDone;
    }

    private async ValueTask<bool> DeleteAsync(ItemKey key, LedgerRow row, StoredObject held, CancellationToken cancellationToken)
    {
        var deleted = ItemVersion.Max(row.Local, row.Tombstone);
        RequireNobodyWrites(row, deleted);
        if (await _lease.TakeAsync(key, row, deleted, isDelete: true, cancellationToken) is not { } taken)
        {
            return false;
        }

        var written = await objects.DeleteAsync(key, held, cancellationToken);
        await _lease.ReleaseAsync(key, taken, written != GuardedWrite.Refused, cancellationToken);
        return written != GuardedWrite.Refused;
    }

    private void RequireNobodyWrites(LedgerRow row, ItemVersion by)
    {
        if (_lease.IsTaken(row, by))
        {
            throw new ObjectBusyException();
        }
    }

    private async ValueTask SendAsync(List<Outgoing> outgoing, ObjectCaptureReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        var sent = await fanOut.SendAsync(outgoing.ConvertAll(o => o.Change), scope, cancellationToken);
        report.CapturedCount = outgoing.Count;
        report.FanOut = sent;
        foreach (var index in sent.FailedChanges)
        {
            report.Fail(outgoing[index].Events, string.Join("; ", sent.Errors));
        }
    }

    // Never leaves the handler: the way out of a look at an object that cannot be decided yet.
    private sealed class ObjectBusyException : Exception;
}
