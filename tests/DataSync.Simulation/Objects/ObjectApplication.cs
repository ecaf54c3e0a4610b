using DataSync.Core.Objects;

namespace DataSync.Simulation.Objects;

/// <summary>The application's writes to buckets: new bytes, deletes, and the copies that bring metadata along with the stamp in it.</summary>
internal sealed class ObjectApplication(World world)
{
    public void WriteOne(Region region, int key)
    {
        var dice = world.Random.Next(1000) / 1000.0;
        var bytes = world.Scenario.IsDistinct ? world.Random.Next(1_000_000_000) : world.Random.Next(3);
        var cell = region.Cells[key];
        if (cell.Object is not null && dice < .25)
        {
            region.Bucket.Write(key, null, isByService: false);
        }
        else if (dice < world.Scenario.Stale && region.Cells[world.Random.Next(world.Scenario.Items)].Object is { } other)
        {
            // Read with its metadata, edited, and put back or put elsewhere; or an object renamed by a copy.
            world.Count(Fault.OldCopyPutBack);
            var isRenamed = world.Random.Chance(.5) && other.Head.Name != ObjectKey.NameOf(world.Keys[key]);
            Put(region, key, isRenamed ? other.Bytes : bytes, other.Head.Headers, other.Head.Stamp);
        }
        else if (world.Scenario.IsRealistic && cell.Object is { } same && dice > .9)
        {
            Put(region, key, same.Bytes, Headers(), same.Head.Stamp); // other metadata, the same bytes and so the same ETag
        }
        else
        {
            Put(region, key, bytes, Headers(), stamp: null);
        }
    }

    private void Put(Region region, int key, int bytes, ObjectHeaders headers, ObjectStamp? stamp) =>
        region.Bucket.Write(key, region.Bucket.Make(key, bytes, headers, stamp, isByService: false), isByService: false);

    private ObjectHeaders Headers() => world.Random.Chance(.5)
        ? ObjectHeaders.None
        : new ObjectHeaders([new("content-type", "text/" + world.Random.Next(3))]);
}
