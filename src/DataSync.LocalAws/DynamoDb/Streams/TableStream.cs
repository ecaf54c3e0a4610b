using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.DynamoDb.Streams;

/// <summary>A table's stream. Safe for concurrent use; appends come in the order of the table's writes because the table holds its own lock meanwhile.</summary>
internal sealed class TableStream
{
    /// <summary>Records older than this are gone.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly List<ShardLog> _shards = [];
    private readonly TimeProvider _time;
    private readonly int _maxRecords;
    private readonly long _maxBytes;
    private readonly Func<string, DateTimeOffset, DateTimeOffset>? _stamp;
    private ulong _sequence;
    private int _shardCount;
    private long _recordCount;
    private long _imageBytes;

    public TableStream(TimeProvider time, DynamoDbOptions options, string tableName, string tableArn, KeySchema keys, string viewType, string label)
    {
        _time = time;
        _maxRecords = options.MaxStreamRecords;
        _maxBytes = options.MaxStreamBytes;
        _stamp = options.StreamTime;
        TableName = tableName;
        Keys = keys;
        ViewType = viewType;
        Label = label;
        Arn = $"{tableArn}/stream/{label}";
        Region = tableArn.Split(':')[3];
        CreatedAt = time.GetUtcNow();
        ulong width = ulong.MaxValue / (ulong)options.InitialShards;
        for (int i = 0; i < options.InitialShards; i++)
        {
            ulong high = i == options.InitialShards - 1 ? ulong.MaxValue : (width * (ulong)(i + 1)) - 1;
            _shards.Add(NewShard(null, width * (ulong)i, high));
        }
    }

    public string Arn { get; }

    public string Region { get; }

    public string TableName { get; }

    public KeySchema Keys { get; }

    public string ViewType { get; }

    public string Label { get; }

    public DateTimeOffset CreatedAt { get; }

    public bool IsDisabled => DisabledAt is not null;

    /// <summary>When it was turned off; it can be forgotten <see cref="Retention"/> later.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    public void Append(ItemKey key, MapValue? old, MapValue? next, DateTimeOffset now, bool byTtl)
    {
        lock (_gate)
        {
            ShardLog shard = _shards.First(s => !s.IsClosed && s.Low <= key.Placement && key.Placement <= s.High);
            var entry = new StreamEntry(++_sequence, key, old, next, _stamp?.Invoke(Region, now) ?? now, byTtl);
            shard.Append(entry);
            _recordCount++;
            _imageBytes += entry.ImageBytes;
            Trim(now);
        }
    }

    /// <summary>The stream was turned off or its table deleted: shards close, records stay until they are too old.</summary>
    public void Disable()
    {
        lock (_gate)
        {
            DisabledAt ??= _time.GetUtcNow();
            foreach (ShardLog shard in _shards)
            {
                shard.Close(_sequence);
            }
        }
    }

    /// <summary>Closes a shard and opens two that share its range. Returns the children's ids.</summary>
    public (string Left, string Right) Split(string shardId)
    {
        lock (_gate)
        {
            ShardLog parent = Shard(shardId);
            if (parent.IsClosed || parent.Low == parent.High)
            {
                throw new InvalidOperationException($"Shard {shardId} is closed or cannot be divided.");
            }
            parent.Close(_sequence);
            ulong middle = parent.Low + ((parent.High - parent.Low) / 2);
            ShardLog left = NewShard(parent.Id, parent.Low, middle);
            ShardLog right = NewShard(parent.Id, middle + 1, parent.High);
            _shards.Add(left);
            _shards.Add(right);
            return (left.Id, right.Id);
        }
    }

    public IReadOnlyList<StreamShard> ListShards()
    {
        lock (_gate)
        {
            Trim(_time.GetUtcNow());
            return [.. _shards.Select(s => new StreamShard(s.Id, s.ParentId, s.IsClosed))];
        }
    }

    /// <summary>Ids, lineage and sequence range of each shard.</summary>
    public List<(string Id, string? ParentId, ulong Start, ulong? End)> DescribeShards()
    {
        lock (_gate)
        {
            return [.. _shards.Select(s => (s.Id, s.ParentId, s.StartSequence, s.EndSequence))];
        }
    }

    public string? LatestSequenceNumber(string shardId)
    {
        lock (_gate)
        {
            return Shard(shardId).LastSequence is { } last ? SequenceNumbers.Format(last) : null;
        }
    }

    /// <summary>Up to a number of records after a sequence number, and whether the shard is closed and read to its end with them.</summary>
    public (List<StreamEntry> Entries, bool AtEnd) Read(string shardId, ulong? after, int maxRecords, long maxBytes)
    {
        lock (_gate)
        {
            Trim(_time.GetUtcNow());
            ShardLog shard = Shard(shardId);
            var entries = new List<StreamEntry>();
            long bytes = 0;
            foreach (StreamEntry entry in shard.After(after))
            {
                bytes += entry.ImageBytes;
                if (entries.Count >= maxRecords || (entries.Count > 0 && bytes > maxBytes))
                {
                    break;
                }
                entries.Add(entry);
            }
            return (entries, shard.IsClosed && !shard.HasAfter(entries.Count > 0 ? entries[^1].Sequence : after));
        }
    }

    /// <summary>True when records after this one have been trimmed away, so that a reader there would miss some.</summary>
    public bool IsTrimmed(string shardId, ulong after)
    {
        lock (_gate)
        {
            Trim(_time.GetUtcNow());
            return Shard(shardId).TrimmedSequence is { } trimmed && after < trimmed;
        }
    }

    public Task WaitAsync(string shardId, ulong? after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ShardLog shard = Shard(shardId);
            return shard.IsClosed || shard.HasAfter(after) ? Task.CompletedTask : shard.NextArrival().WaitAsync(cancellationToken);
        }
    }

    private ShardLog Shard(string shardId) =>
        _shards.Find(s => s.Id == shardId) ?? throw new KeyNotFoundException($"Stream {Arn} has no shard {shardId}.");

    private ShardLog NewShard(string? parentId, ulong low, ulong high)
    {
        _shardCount++;
        string id = $"shardId-{CreatedAt.ToUnixTimeMilliseconds() + _shardCount:D20}-{(uint)(low >> 32) ^ (uint)_shardCount:x8}";
        return new ShardLog(id, parentId, low, high, _sequence + 1);
    }

    // By age in each shard, then the oldest of all shards until the bounds hold.
    private void Trim(DateTimeOffset now)
    {
        DateTimeOffset horizon = now - Retention;
        foreach (ShardLog shard in _shards)
        {
            while (shard.OldestAt < horizon)
            {
                Drop(shard);
            }
        }
        // The newest record stays, however large it is.
        while (_recordCount > 1 && (_recordCount > _maxRecords || _imageBytes > _maxBytes))
        {
            Drop(_shards.Where(s => s.Count > 0).MinBy(s => s.OldestAt)!);
        }
    }

    private void Drop(ShardLog shard)
    {
        _imageBytes -= shard.DropOldest().ImageBytes;
        _recordCount--;
    }
}
