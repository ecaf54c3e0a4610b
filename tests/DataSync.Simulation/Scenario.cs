namespace DataSync.Simulation;

/// <summary>The kind of schedules to draw: how many regions and items, what the application does, and which faults there are. All times are virtual.</summary>
public sealed record Scenario(string Name)
{
    /// <summary>Number of regions, two to five.</summary>
    public int Regions { get; init; } = 3;

    /// <summary>Number of items that are written.</summary>
    public int Items { get; init; } = 1;

    /// <summary>Shards of each region's stream; items are spread over them.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Writes of the application in all.</summary>
    public int Writes { get; init; } = 6;

    /// <summary>How many regions write; 0: all.</summary>
    public int Writers { get; init; }

    /// <summary>Most records in a stream batch. 1: nothing is coalesced.</summary>
    public int MaxRecords { get; init; } = 1;

    /// <summary>Most messages in a batch.</summary>
    public int MaxMessages { get; init; } = 1;

    /// <summary>Chance, at each storage call, that the invocation dies there.</summary>
    public double Crashes { get; init; }

    /// <summary>Chance that a queue keeps a message twice.</summary>
    public double Duplicates { get; init; }

    /// <summary>Chance that a storage or queue call fails: before or after it took effect, or for some messages of it.</summary>
    public double Failures { get; init; }

    /// <summary>Chance that a call is repeated because its answer was lost.</summary>
    public double Repeats { get; init; }

    /// <summary>True when every value that is written is new; false when the same few come again and again.</summary>
    public bool IsDistinct { get; init; } = true;

    /// <summary>Chance that the application writes when it may: the smaller, the more is replicated between writes.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Mean time between two writes in milliseconds; 0: as often as anything else happens.</summary>
    public int WriteGapMs { get; init; }

    /// <summary>Up to where the dice say "put something read earlier, with its old stamp" (.65 or less: never).</summary>
    public double Stale { get; init; } = .72;

    /// <summary>Chance that what is put back is unchanged.</summary>
    public double Restores { get; init; }

    /// <summary>Largest error of the streams' clocks, either way, in milliseconds.</summary>
    public int SkewMs { get; init; } = 1500;

    /// <summary>Largest error of the functions' clocks, either way, in milliseconds.</summary>
    public int ClockSkewMs { get; init; } = 1500;

    /// <summary>True when the items were there, the same in each region, before the service was.</summary>
    public bool HasBaseline { get; init; }

    /// <summary>
    /// False: a guard sees every change of the item. True: as DynamoDB's conditions, which name what was read, so that an
    /// attribute added since is not seen.
    /// </summary>
    public bool IsRealistic { get; init; }

    /// <summary>Visibility timeout of the queues in milliseconds.</summary>
    public int VisibilityMs { get; init; } = 30_000;

    /// <summary>Receives before a message moves to the dead-letter queue.</summary>
    public int MaxReceives { get; init; } = 1000;

    /// <summary>How long one region, drawn by lot, cannot be reached and reaches nobody; 0: never.</summary>
    public long CutMs { get; init; }

    /// <summary>How long one queue, drawn by lot, denies access; 0: never.</summary>
    public long DeniedMs { get; init; }

    /// <summary>How long one region, drawn by lot, is on hold in another; 0: never.</summary>
    public long HoldMs { get; init; }

    /// <summary>Messages and records put in that nobody can apply.</summary>
    public int Poisons { get; init; }

    /// <summary>True: the application writes objects to buckets instead of items to tables.</summary>
    public bool IsObjects { get; init; }

    /// <summary>True: events come through EventBridge, which does not tell who caused them.</summary>
    public bool IsEventBridge { get; init; }

    /// <summary>True: an ETag says nothing of the bytes, as with keys of KMS; a checksum does.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>True: copies are made in parts, and some take more than one delivery.</summary>
    public bool IsInParts { get; init; }

    /// <summary>What must have happened at least once over a few hundred schedules.</summary>
    public IReadOnlyList<Fault> Fires { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
