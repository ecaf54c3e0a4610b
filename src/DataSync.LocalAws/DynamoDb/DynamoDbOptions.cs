namespace DataSync.LocalAws.DynamoDb;

/// <summary>Settings of the local DynamoDB.</summary>
public sealed class DynamoDbOptions
{
    public const int DefaultInitialShards = 1;
    public const int DefaultMaxStreamRecords = 1_000_000;
    public static readonly TimeSpan DefaultTtlSweepPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Shards a new stream starts with, each a range of the partition keys' hashes. 1 to 64.</summary>
    public int InitialShards { get; init; } = DefaultInitialShards;

    /// <summary>Records one stream keeps at most; the oldest go first, before their 24 hours are over.</summary>
    public int MaxStreamRecords { get; init; } = DefaultMaxStreamRecords;

    /// <summary>How often expired items are looked for.</summary>
    public TimeSpan TtlSweepPeriod { get; init; } = DefaultTtlSweepPeriod;
}
