using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb;

/// <summary>Deletes expired items now and then, and forgets streams that were turned off a day ago.</summary>
internal sealed class TtlSweeper(TimeProvider time, ChangeFeed changes)
{
    /// <summary>Items deleted under one lock, so that a large expiry does not stop the table.</summary>
    private const int BatchSize = 500;

    public void Sweep(IEnumerable<RegionTables> regions)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (RegionTables region in regions)
        {
            foreach (Table table in region.Tables.Values)
            {
                while (SweepBatch(table, now) == BatchSize)
                {
                    // The next batch takes the lock anew.
                }
            }
            foreach (TableStream stream in region.Streams.Values.Where(s => s.DisabledAt < now - TableStream.Retention))
            {
                region.Streams.TryRemove(stream.Arn, out _);
            }
        }
    }

    private int SweepBatch(Table table, DateTimeOffset now)
    {
        var removed = new List<MapValue>();
        lock (table.Gate)
        {
            if (table.Ttl is null || table.IsDeleted)
            {
                return 0;
            }
            foreach (ItemKey key in table.Ttl.Expired(now.ToUnixTimeSeconds(), BatchSize))
            {
                MapValue item = table.Find(key)!;
                table.Commit(key, null, now, byTtl: true);
                removed.Add(item);
            }
        }
        foreach (MapValue item in removed)
        {
            changes.Publish(table, now, item, null);
        }
        return removed.Count;
    }
}
