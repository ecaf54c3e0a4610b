namespace DataSync.LocalAws.Sources;

/// <summary>How an event source mapping reads a DynamoDB stream. Stream ARNs name the region.</summary>
public interface IStreamReader
{
    /// <summary>All shards of the stream, parents before children. Throws <see cref="KeyNotFoundException"/> for an unknown stream.</summary>
    ValueTask<IReadOnlyList<StreamShard>> ListShardsAsync(string streamArn, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="maxRecords"/> records, at most <paramref name="maxBytes"/> of JSON but at least one if there is any, after the given sequence number (null: from the trim horizon).</summary>
    ValueTask<IReadOnlyList<StreamRecord>> ReadAsync(
        string streamArn, string shardId, string? afterSequenceNumber, int maxRecords, int maxBytes, CancellationToken cancellationToken);

    /// <summary>The sequence number of the newest record of the shard, or null when it has none: where LATEST starts.</summary>
    ValueTask<string?> LatestSequenceNumberAsync(string streamArn, string shardId, CancellationToken cancellationToken);

    /// <summary>Completes as soon as there is a record after the given sequence number, or the shard is closed and read to its end.</summary>
    Task WaitForRecordsAsync(string streamArn, string shardId, string? afterSequenceNumber, CancellationToken cancellationToken);
}

/// <summary>A shard and its lineage.</summary>
/// <param name="ShardId">Its id.</param>
/// <param name="ParentShardId">The shard that must be read to its end first; null for a first shard.</param>
/// <param name="IsClosed">True when no record will be added any more.</param>
public sealed record StreamShard(string ShardId, string? ParentShardId, bool IsClosed);

/// <summary>One stream record, ready to be put into an event.</summary>
/// <param name="SequenceNumber">Its sequence number, a decimal of 21 digits or more.</param>
/// <param name="ItemKey">Identifies the item within the table: equal for records of the same item, used for per-item order.</param>
/// <param name="CreatedAt">When the write happened, exact (the JSON has it rounded down to the second).</param>
/// <param name="Json">One element of <c>Records</c>, exactly in the wire shape of Lambda's DynamoDB event.</param>
public sealed record StreamRecord(string SequenceNumber, string ItemKey, DateTimeOffset CreatedAt, ReadOnlyMemory<byte> Json);
