using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Simulation.Objects;

/// <summary>A region's bucket as the handlers see it. Every call waits for the scheduler, then happens at once; a copy is two: a look at the source, then the guarded write.</summary>
internal sealed class SimulatedObjectStore(World world, Region region) : IObjectStore, ILoserStore
{
    public string Bucket => region.Bucket.Name;

    public ValueTask<StoredObject?> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.ObjectRead, region, index, _ => region.Cells[index].Object?.Head);
    }

    public async ValueTask<CopyResult> CopyAsync(ItemKey key, ObjectCopy copy, CancellationToken stop, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        var origin = world.Regions.First(r => r.Name == copy.SourceRegion);
        var (isReachable, source) = await world.Park(OperationKind.SourceRead, region, index, _ => Source(origin, index));
        if (!isReachable)
        {
            throw new StoreException("The source's region cannot be reached.") { IsThrottling = true };
        }

        if (source is null || source.Head.ETag != copy.Source.ETag)
        {
            world.Count(Fault.SourceGone);
            return new CopyResult(CopyOutcome.SourceGone);
        }

        if (world.Scenario.IsInParts && world.Random.Chance(.3))
        {
            world.Count(Fault.CopyUnfinished);
            return new CopyResult(CopyOutcome.Unfinished, "upload");
        }

        var stamp = copy.Source.StampOf(ObjectKey.NameOf(key), copy.Version);
        return new CopyResult(await world.Park(OperationKind.ObjectCopy, region, index, _ => Write(index, copy.Expected, source, copy.Source.Headers, stamp)));
    }

    public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredObject expected, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.ObjectDelete, region, index, _ =>
        {
            var held = region.Cells[index].Object;
            if (held?.Head.ETag != expected.ETag)
            {
                return GuardedWrite.Refused;
            }

            region.Bucket.Write(index, null, isByService: true, IsUnseen(held, expected));
            return GuardedWrite.Written;
        });
    }

    public ValueTask<bool> KeepAsync(ItemKey key, StoredObject loser, ItemVersion version, ItemVersion winner, CancellationToken cancellationToken)
    {
        var index = world.IndexOf(key);
        return world.Park(OperationKind.LoserKeep, region, index, _ => region.Cells[index].Object?.Head.ETag == loser.ETag);
    }

    private (bool IsReachable, SimulatedObject? Object) Source(Region origin, int index)
    {
        if (world.Faults.IsCut(origin) || world.Faults.IsCut(region))
        {
            world.Count(Fault.CutOff);
            return (false, null);
        }

        return (true, origin.Cells[index].Object);
    }

    private CopyOutcome Write(int index, StoredObject? expected, SimulatedObject source, ObjectHeaders headers, ObjectStamp stamp)
    {
        var held = region.Cells[index].Object;
        world.Trace.Add(held?.Bytes ?? -1);
        if (held?.Head.ETag != expected?.ETag)
        {
            return CopyOutcome.Refused;
        }

        region.Bucket.Write(index, region.Bucket.Make(index, source.Bytes, headers, stamp, isByService: true), isByService: true, IsUnseen(held, expected));
        return CopyOutcome.Written;
    }

    // An ETag stands for bytes: when the same bytes were written again in between, the guard takes them for what was read.
    private bool IsUnseen(SimulatedObject? held, StoredObject? expected)
    {
        var isUnseen = held is not null && held.Head.Identity != expected!.Identity;
        world.Count(Fault.OverUnseen, isUnseen ? 1 : 0);
        return isUnseen;
    }
}
