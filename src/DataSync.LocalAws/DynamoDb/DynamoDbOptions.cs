namespace DataSync.LocalAws.DynamoDb;

/// <summary>Settings of the local DynamoDB.</summary>
public sealed class DynamoDbOptions
{
    public const int DefaultInitialShards = 1;
    public const int DefaultMaxStreamRecords = 1_000_000;
    public const long DefaultMaxStreamBytes = 512L * 1024 * 1024;
    public const int DefaultMaxHistoryChanges = 500_000;
    public const long DefaultMaxHistoryBytes = 128L * 1024 * 1024;
    public static readonly TimeSpan DefaultTtlSweepPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Shards a new stream starts with, each a range of the partition keys' hashes. 1 to 64.</summary>
    public int InitialShards { get; init; } = DefaultInitialShards;

    /// <summary>Records one stream keeps at most; the oldest go first, before their 24 hours are over.</summary>
    public int MaxStreamRecords { get; init; } = DefaultMaxStreamRecords;

    /// <summary>Bytes of item images one stream keeps alive at most, by DynamoDB's count; the oldest records go first.</summary>
    public long MaxStreamBytes { get; init; } = DefaultMaxStreamBytes;

    /// <summary>Changes that one table with point-in-time recovery can undo at most; the oldest go first, and with them the earliest state that can be restored moves on.</summary>
    public int MaxHistoryChanges { get; init; } = DefaultMaxHistoryChanges;

    /// <summary>Bytes of replaced items that one table with point-in-time recovery keeps alive at most, by DynamoDB's count; the oldest go first.</summary>
    public long MaxHistoryBytes { get; init; } = DefaultMaxHistoryBytes;

    /// <summary>What the stream records of a region (by name) are stamped with, given the service's time; null: that time. For clocks that are wrong.</summary>
    public Func<string, DateTimeOffset, DateTimeOffset>? StreamTime { get; init; }

    /// <summary>How often expired items are looked for.</summary>
    public TimeSpan TtlSweepPeriod { get; init; } = DefaultTtlSweepPeriod;
}
