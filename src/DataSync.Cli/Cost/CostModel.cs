namespace DataSync.Cli.Cost;

/// <summary>
/// The monthly bill of this service and of what AWS has itself. Pure: the counts per change are those that the tests of
/// the functions count on the wire (docs/performance.md), the rest is said in <see cref="CostAssumptions"/>.
/// </summary>
internal static class CostModel
{
    public const string OwnWrites = "The application's own writes";
    public const string Replicas = "Writes of replicas";
    public const string Ledger = "Ledger: writes";
    public const string Reads = "Reads of ledger, items, objects";
    public const string Requests = "Lambda: requests";
    public const string Compute = "Lambda: time";
    public const string Queues = "SQS";
    public const string IdlePolls = "SQS: polls of idle queues";
    public const string Transfer = "Transfer between regions";
    public const string TimeControl = "Replication time control";
    public const string Storage = "Storage";
    public const string LedgerStorage = "Storage of the ledger";
    public const string Backups = "Point-in-time recovery";
    public const string Logs = "Logs";
    public const string Watching = "Metrics, alarms, dashboard";
    public const string Heartbeats = "Heartbeats";

    /// <summary>DynamoDB JSON in a message by the size that DynamoDB counts.</summary>
    public const double JsonFactor = 1.3;

    /// <summary>Key, version and the envelope's share, beside an image.</summary>
    public const double ChangeOverheadBytes = 300;

    /// <summary>The stamp on an item that the service wrote.</summary>
    public const double StampBytes = 100;

    /// <summary>A row of the ledger with what DynamoDB adds to each.</summary>
    public const double LedgerRowBytes = 400;

    /// <summary>What a function logs in an invocation, its metrics included.</summary>
    public const double LogBytes = 1500;

    /// <summary>Deletes are remembered for so long.</summary>
    public const double TombstoneDays = 90;

    /// <summary>Metrics without an origin, and those that are told once more by origin.</summary>
    public const double MetricCount = 30;
    public const double MetricCountByOrigin = 3;

    /// <summary>Alarms of a stack, beside one heartbeat alarm for each other region.</summary>
    public const double AlarmCount = 13;

    private const double Gb = 1024.0 * 1024 * 1024;
    private const double QueueChunk = 64 * 1024;
    private const double HeartbeatsPerMonth = Workload.SecondsPerMonth / 60;
    private const double HeartbeatMs = 50;
    private const double HeartbeatMemoryMb = 256;
    private const double PollersPerQueue = 5;
    private const double LongPollSeconds = 20;

    // Sequencing a write in the same second as the one before it takes a second ledger write: a delete is often such a one.
    private const double LedgerWritesPerDelete = 1.1;

    /// <summary>Write units of an item of that many bytes.</summary>
    public static double WriteUnits(double bytes) => Math.Max(1, Math.Ceiling(bytes / 1024));

    /// <summary>Read units of a strongly consistent read.</summary>
    public static double ReadUnits(double bytes) => Math.Max(1, Math.Ceiling(bytes / 4096));

    /// <summary>All lines of all alternatives.</summary>
    public static IReadOnlyList<CostLine> Of(Workload work, Behaviour how, PriceTable prices)
    {
        var bill = new Bill(prices);
        foreach (var region in work.Regions)
        {
            if (work.HasItems)
            {
                AddItems(bill, work, how, region);
                AddGlobalTables(bill, work, region);
            }

            if (work.HasObjects)
            {
                AddObjects(bill, work, how, region);
                AddS3Replication(bill, work, how, region);
            }

            AddFixed(bill, work, how, region);
        }

        return bill.Lines;
    }

    /// <summary>The units that an item's content with the stamp takes to write and to read.</summary>
    private static (double Write, double Read) Stamped(Workload work) => (WriteUnits(work.ItemBytes + StampBytes), ReadUnits(work.ItemBytes + StampBytes));

    private static void AddItems(Bill bill, Workload work, Behaviour how, string region)
    {
        var others = work.Regions.Count - 1.0;
        var (writes, deletes) = Own(work);
        var (writeUnits, readUnits) = Stamped(work);
        void Add(string name, string price, double quantity) => bill.Add(Alternative.DataSync, CostPart.Items, name, region, price, quantity);

        Add(OwnWrites, PriceNames.Write, (writes + deletes) * WriteUnits(work.ItemBytes));
        Add(Replicas, PriceNames.Write, others * ((writes * writeUnits) + (deletes * 2 * writeUnits)));
        Add(Ledger, PriceNames.Write, writes + (deletes * LedgerWritesPerDelete) + (others * deletes));

        // At the target: the ledger and the item, and the ledger for the echo. A delete has two echoes, which also read the item.
        Add(Reads, PriceNames.Read, others * ((writes * (2 + readUnits)) + (deletes * (3 + (3 * readUnits)))));

        var records = writes + deletes + (others * (writes + (2 * deletes)));
        var captures = records / how.RecordsPerInvocation;
        var messages = others * (writes + deletes) / how.ChangesPerMessage;
        var applies = messages / how.MessagesPerInvocation;
        AddInvocations(bill, CostPart.Items, how, region, (captures, how.CaptureItemsMs), (applies, how.ApplyMs));

        // The average message: deletes carry no image.
        var messageBytes = writes + deletes == 0 ? 0 : how.ChangesPerMessage * TransferBytes(work, writes, deletes) / (writes + deletes);
        var chunks = Math.Max(1, Math.Ceiling(messageBytes / QueueChunk));
        var receiveChunks = Math.Max(1, Math.Ceiling(how.MessagesPerInvocation * messageBytes / QueueChunk));
        Add(Queues, PriceNames.QueueRequest, (messages * chunks) + (applies * (receiveChunks + 1)));
        Add(Transfer, PriceNames.Transfer, others * TransferBytes(work, writes, deletes) / Gb);

        var rows = work.StoredItemGb * Gb / work.ItemBytes;
        var tombstones = work.DeletesPerSecond * TombstoneDays * 86400;
        var ledgerGb = (rows + tombstones) * LedgerRowBytes / Gb;
        Add(Storage, PriceNames.TableStorage, work.StoredItemGb * (1 + (StampBytes / work.ItemBytes)));
        Add(LedgerStorage, PriceNames.TableStorage, ledgerGb);
        Add(Backups, PriceNames.TableBackup, (work.StoredItemGb * (1 + (StampBytes / work.ItemBytes))) + ledgerGb);
    }

    private static void AddGlobalTables(Bill bill, Workload work, string region)
    {
        var others = work.Regions.Count - 1.0;
        var (writes, deletes) = Own(work);
        var units = WriteUnits(work.ItemBytes);
        void Add(string name, string price, double quantity) => bill.Add(Alternative.GlobalTables, CostPart.Items, name, region, price, quantity);

        Add(OwnWrites, PriceNames.ReplicatedWrite, (writes + deletes) * units);
        Add(Replicas, PriceNames.ReplicatedWrite, others * (writes + deletes) * units);
        Add(Transfer, PriceNames.Transfer, others * ((writes * work.ItemBytes) + (deletes * ChangeOverheadBytes)) / Gb);
        Add(Storage, PriceNames.TableStorage, work.StoredItemGb);
        Add(Backups, PriceNames.TableBackup, work.StoredItemGb);
    }

    private static void AddObjects(Bill bill, Workload work, Behaviour how, string region)
    {
        var others = work.Regions.Count - 1.0;
        var objects = OwnObjects(work);
        void Add(string name, string price, double quantity) => bill.Add(Alternative.DataSync, CostPart.Objects, name, region, price, quantity);

        Add(OwnWrites, PriceNames.ObjectPut, objects);
        Add(Replicas, PriceNames.ObjectPut, others * objects);
        Add(Reads, PriceNames.ObjectGet, objects + (others * objects * 2));
        Add(Ledger, PriceNames.Write, objects + (others * objects * 2));
        Add(Reads, PriceNames.Read, others * objects);

        // Every region hears of every object: of its own, and of the copies that the service makes.
        var events = (1 + others) * objects;
        var captures = events / how.EventsPerInvocation;
        var perMessage = Math.Max(1, how.EventsPerInvocation / work.Regions.Count);
        var messages = others * objects / perMessage;
        AddInvocations(bill, CostPart.Objects, how, region, (captures, how.CaptureObjectsMs), (messages, how.CaptureObjectsMs));
        Add(Queues, PriceNames.QueueRequest, events + (2 * captures) + (3 * messages));
        Add(Transfer, PriceNames.Transfer, others * objects * (work.ObjectBytes + ChangeOverheadBytes) / Gb);
        Add(Storage, PriceNames.ObjectStorage, work.StoredObjectGb);
        Add(LedgerStorage, PriceNames.TableStorage, work.StoredObjectGb * Gb / work.ObjectBytes * LedgerRowBytes / Gb);
    }

    private static void AddS3Replication(Bill bill, Workload work, Behaviour how, string region)
    {
        var others = work.Regions.Count - 1.0;
        var objects = OwnObjects(work);
        var gb = others * objects * work.ObjectBytes / Gb;
        void Add(string name, string price, double quantity) => bill.Add(Alternative.S3Replication, CostPart.Objects, name, region, price, quantity);

        Add(OwnWrites, PriceNames.ObjectPut, objects);
        Add(Replicas, PriceNames.ObjectPut, others * objects);
        Add(Transfer, PriceNames.Transfer, gb);
        if (how.HasTimeControl)
        {
            Add(TimeControl, PriceNames.TimeControl, gb);
        }

        Add(Storage, PriceNames.ObjectStorage, work.StoredObjectGb);
    }

    private static void AddFixed(Bill bill, Workload work, Behaviour how, string region)
    {
        var others = work.Regions.Count - 1.0;
        var queues = work.HasObjects ? 3 : 2;
        void Add(string name, string price, double quantity) => bill.Add(Alternative.DataSync, CostPart.Fixed, name, region, price, quantity);

        Add(IdlePolls, PriceNames.QueueRequest, queues * PollersPerQueue * Workload.SecondsPerMonth / LongPollSeconds);
        Add(Watching, PriceNames.Metric, MetricCount + (MetricCountByOrigin * others));
        Add(Watching, PriceNames.Alarm, AlarmCount + others);
        Add(Watching, PriceNames.Dashboard, 1);

        // One out to each other region and one in from each, which Apply notes in the ledger.
        var beats = HeartbeatsPerMonth * others;
        var seconds = (HeartbeatsPerMonth * HeartbeatMs / 1000 * HeartbeatMemoryMb / 1024) + (beats * HeartbeatMs / 1000 * how.MemoryMb / 1024);
        Add(Heartbeats, PriceNames.Invocation, HeartbeatsPerMonth + beats);
        Add(Heartbeats, PriceNames.Compute(how.Architecture), seconds);
        Add(Heartbeats, PriceNames.QueueRequest, 3 * beats);
        Add(Heartbeats, PriceNames.Write, beats);
        Add(Heartbeats, PriceNames.Log, (HeartbeatsPerMonth + beats) * LogBytes / Gb);
    }

    private static void AddInvocations(Bill bill, CostPart part, Behaviour how, string region, params (double Count, double Ms)[] functions)
    {
        var count = functions.Sum(f => f.Count);
        bill.Add(Alternative.DataSync, part, Requests, region, PriceNames.Invocation, count);
        bill.Add(Alternative.DataSync, part, Compute, region, PriceNames.Compute(how.Architecture), functions.Sum(f => f.Count * f.Ms) / 1000 * how.MemoryMb / 1024);
        bill.Add(Alternative.DataSync, part, Logs, region, PriceNames.Log, count * LogBytes / Gb);
    }

    private static (double Writes, double Deletes) Own(Workload work) =>
        (work.WritesPerSecond / work.Regions.Count * Workload.SecondsPerMonth, work.DeletesPerSecond / work.Regions.Count * Workload.SecondsPerMonth);

    private static double OwnObjects(Workload work) => work.ObjectsPerSecond / work.Regions.Count * Workload.SecondsPerMonth;

    private static double TransferBytes(Workload work, double writes, double deletes) => (writes * Behaviour.ChangeBytes(work)) + (deletes * ChangeOverheadBytes);
}
