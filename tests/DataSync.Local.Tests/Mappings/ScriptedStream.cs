using System.Text;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Tests.Mappings;

/// <summary>A stream in memory. Record ids are their sequence numbers; the item key is the part of the id before a dot.</summary>
internal sealed class ScriptedStream(TimeProvider time) : IStreamReader
{
    public const string Arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/items/stream/now";

    private readonly Lock _lock = new();
    private readonly List<StreamShard> _shards = [new("shard-1", null, false)];
    private readonly List<(string Shard, StreamRecord Record)> _records = [];
    private TaskCompletionSource _changed = New();

    public void Write(params string[] ids) => WriteTo("shard-1", 0, ids);

    public void WriteTo(string shard, int padding, params string[] ids) => Change(() =>
    {
        foreach (var id in ids)
        {
            var json = $$"""{"id":"{{id}}","eventName":"{{(id.Contains('-') ? "REMOVE" : "INSERT")}}","padding":"{{new string('x', padding)}}"}""";
            _records.Add((shard, new StreamRecord(id, id.Split('.')[0], time.GetUtcNow(), Encoding.UTF8.GetBytes(json))));
        }
    });

    public void Split(string parent, params string[] children) => Change(() =>
    {
        var index = _shards.FindIndex(shard => shard.ShardId == parent);
        _shards[index] = _shards[index] with { IsClosed = true };
        _shards.AddRange(children.Select(child => new StreamShard(child, parent, false)));
    });

    public void Drop() => Change(_shards.Clear);

    public ValueTask<IReadOnlyList<StreamShard>> ListShardsAsync(string streamArn, CancellationToken cancellationToken) => ValueTask.FromResult(ListShards());

    public ValueTask<IReadOnlyList<StreamRecord>> ReadAsync(
        string streamArn, string shardId, string? afterSequenceNumber, int maxRecords, int maxBytes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(shardId, afterSequenceNumber, maxRecords));

    public ValueTask<string?> LatestSequenceNumberAsync(string streamArn, string shardId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_records.LastOrDefault(entry => entry.Shard == shardId).Record?.SequenceNumber);
        }
    }

    private IReadOnlyList<StreamShard> ListShards()
    {
        lock (_lock)
        {
            return _shards.Count > 0 ? [.. _shards] : throw new KeyNotFoundException("no such stream");
        }
    }

    private IReadOnlyList<StreamRecord> Read(string shardId, string? afterSequenceNumber, int maxRecords)
    {
        lock (_lock)
        {
            var all = _records.Where(entry => entry.Shard == shardId).Select(entry => entry.Record).ToList();
            return [.. all.Skip(all.FindIndex(record => record.SequenceNumber == afterSequenceNumber) + 1).Take(maxRecords)];
        }
    }

    public async Task WaitForRecordsAsync(string streamArn, string shardId, string? afterSequenceNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
                if (ListShards().Single(shard => shard.ShardId == shardId).IsClosed || Read(shardId, afterSequenceNumber, 1).Count > 0)
                {
                    return;
                }
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _changed.SetResult();
            _changed = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
