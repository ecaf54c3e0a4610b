using DataSync.Core;
using DataSync.Core.Apply;
using DataSync.Core.Capture;
using DataSync.Core.FanOut;
using DataSync.Core.Forward;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Versions;
using DataSync.Simulation.Objects;

namespace DataSync.Simulation;

/// <summary>One write in a region's stream, with what only the simulation knows about it.</summary>
/// <param name="record">What the stream tells.</param>
/// <param name="isByService">True for the service's own write.</param>
/// <param name="isUnseenRemoval">
/// True for a removal that met an attribute added after the mark. The stream shows an item that is not as it was marked,
/// removed by nobody knows whom: it counts as the application's delete, and nothing can tell better.
/// </param>
internal sealed class SimulatedRecord(StreamRecord record, bool isByService, bool isUnseenRemoval = false)
{
    public StreamRecord Record { get; } = record;

    /// <summary>True when it must never be taken for the application's.</summary>
    public bool MustBeToldApart { get; } = isByService && !isUnseenRemoval;

    /// <summary>The version it was given in the ledger.</summary>
    public ItemVersion Version { get; set; }
}

/// <summary>A part of a region's stream. Lambda runs one handler at a time over it, in order, from the checkpoint on.</summary>
internal sealed class Shard
{
    public List<SimulatedRecord> Records { get; } = [];

    public int Checkpoint { get; set; }

    public bool IsRunning { get; set; }

    public long RetryAtMs { get; set; }

    /// <summary>Size of the batch that failed at the checkpoint; 0 when none has.</summary>
    public int FailedCount { get; set; }
}

/// <summary>One item in one region.</summary>
internal sealed class Cell
{
    public StoredItem? Item { get; set; }

    /// <summary>With objects: what the bucket holds.</summary>
    public SimulatedObject? Object { get; set; }

    /// <summary>What an application sees; null: nothing.</summary>
    public object? Content => Object?.Token ?? (object?)Item?.Content;

    public LedgerRow Row { get; set; }

    /// <summary>Sequence number of the application's newest write.</summary>
    public long NewestLocal { get; set; }

    public int LocalWriteCount { get; set; }

    public int ServiceWriteCount { get; set; }

    /// <summary>What the application read a while ago.</summary>
    public StoredItem? Held { get; set; }
}

/// <summary>A region: its table, ledger, stream and queues, and the functions that run there.</summary>
internal sealed class Region
{
    private readonly World _world;
    private readonly SyncOptions _options;
    private readonly SimulatedLedger _ledger;
    private readonly SimulatedItemStore _items;
    private readonly SimulatedObjectStore _objects;
    private readonly SimulatedQueueSender _queues;
    private readonly SimulatedTime _time;

    public Region(World world, int index, string name, IReadOnlyList<string> names, int skewMs, int clockSkewMs)
    {
        _world = world;
        Index = index;
        Name = name;
        SkewMs = skewMs;
        _time = new SimulatedTime(world, clockSkewMs);
        _options = new SyncOptions
        {
            Region = name,
            Regions = names,
            Entity = World.Entity,
            ObjectEntity = world.Scenario.IsObjects ? World.ObjectEntity : null,
            ObjectWriters = [SimulatedBucket.Writer],
            DeferralLimit = TimeSpan.FromHours(2),
            MaxAttempts = 40,
        }.Check();
        _ledger = new SimulatedLedger(world, this);
        _items = new SimulatedItemStore(world, this);
        _objects = new SimulatedObjectStore(world, this);
        _queues = new SimulatedQueueSender(world, this);
        Bucket = new SimulatedBucket(world, this);
        Cells = [.. Enumerable.Range(0, world.Keys.Count).Select(_ => new Cell())];
        Shards = [.. Enumerable.Range(0, world.Scenario.Shards).Select(_ => new Shard())];
        Queues = [.. Enum.GetValues<QueueKind>().Select(_ => new SimulatedQueue())];
        foreach (var function in Enum.GetValues<FunctionKind>())
        {
            StartCold(function);
        }
    }

    public int Index { get; }

    public string Name { get; }

    public int SkewMs { get; }

    public Cell[] Cells { get; }

    public Shard[] Shards { get; }

    public List<SimulatedRecord> Stream { get; } = [];

    private SimulatedQueue[] Queues { get; }

    public SimulatedBucket Bucket { get; }

    public ObjectCaptureHandler CaptureObjects { get; private set; } = null!;

    public CaptureHandler Capture { get; private set; } = null!;

    public ApplyHandler Apply { get; private set; } = null!;

    public ForwardHandler Forward { get; private set; } = null!;

    public SimulatedQueue Queue(QueueKind kind) => Queues[(int)kind];

    public Shard ShardOf(int key) => Shards[key % Shards.Length];

    /// <summary>A new process for the function: what the old one remembered is gone.</summary>
    public void StartCold(FunctionKind function)
    {
        var breaker = new TargetBreaker(_time);
        var holds = new HoldWatch(new SimulatedHolds(_world, this), _time);
        switch (function)
        {
            case FunctionKind.Capture:
                var fanOut = new FanOutSender(_options, _queues, breaker, holds, _time);
                Capture = new CaptureHandler(_options, _ledger, _items, fanOut, _queues, _time);
                break;
            case FunctionKind.Apply:
                Apply = new ApplyHandler(_options, _ledger, _items, _queues, _time)
                {
                    Objects = new ObjectApplier(_options, _ledger, _objects, _objects, _time),
                };
                break;
            case FunctionKind.CaptureObjects:
                CaptureObjects = new ObjectCaptureHandler(_options, _ledger, _objects, new FanOutSender(_options, _queues, breaker, holds, _time), _time);
                break;
            case FunctionKind.Forward:
                Forward = new ForwardHandler(_options, _queues, breaker, holds, _time);
                break;
        }
    }

    /// <summary>A write to the table, and its record in the stream.</summary>
    /// <param name="key">Index of the item.</param>
    /// <param name="replacement">What is written; null deletes.</param>
    /// <param name="isByService">True for the service's own write.</param>
    /// <param name="isUnseen">True when the service's guard could not see what it overwrites.</param>
    public void Write(int key, StoredItem? replacement, bool isByService, bool isUnseen = false)
    {
        var cell = Cells[key];
        var old = cell.Item;
        if (Equals(old, replacement))
        {
            return; // DynamoDB emits no record when nothing changed
        }

        if (isByService)
        {
            cell.ServiceWriteCount++;
            var isUnsequenced = cell.NewestLocal > Positions.SequenceOf(cell.Row.Position);
            if (isUnsequenced && old is { Stamp: null } && !isUnseen)
            {
                _world.Promises.Clobbered(this, key);
            }
        }

        cell.Item = replacement;
        var record = new StreamRecord(_world.Keys[key], Positions.Of(Stream.Count + 1), WrittenMs(), old, replacement);
        Append(key, new SimulatedRecord(record, isByService, isUnseen && replacement is null));
        if (!isByService)
        {
            cell.NewestLocal = Stream.Count;
            cell.LocalWriteCount++;
        }
    }

    public void Append(int key, SimulatedRecord record)
    {
        Stream.Add(record);
        ShardOf(key).Records.Add(record);
    }

    /// <summary>The stream's ApproximateCreationDateTime: rounded down to the second.</summary>
    public long WrittenMs() => (_world.NowMs + SkewMs) / 1000 * 1000;
}
