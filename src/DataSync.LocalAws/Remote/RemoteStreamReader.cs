using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.Remote;

/// <summary>Reads streams through the Streams API, for one mapping: it remembers where it stands in each shard, so a second reader has one of its own.</summary>
/// <param name="streams">The Streams API.</param>
/// <param name="region">The streams' region: calls are made for it, and records name it (a server may have another name in its ARNs).</param>
/// <param name="time">The clock of polls and of what is remembered.</param>
public sealed class RemoteStreamReader(IAwsService streams, string region, TimeProvider time) : IStreamReader
{
    /// <summary>How long a poll that found nothing waits for the next: Lambda polls four times a second.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(250);

    // A shard that is said to be open may be closed by now, and is read on; one said to be closed is, and its children are in the same list.
    private static readonly TimeSpan ShardsStayFresh = TimeSpan.FromSeconds(5);
    private const int MaxShardPages = 100;
    private const int MaxRecordPages = 10_000;

    private readonly ServiceCalls _calls = new(streams, "dynamodbstreams", region, time);
    private readonly ConcurrentDictionary<(string StreamArn, string ShardId), ShardCursor> _cursors = new();
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<StreamShard> Shards)> _shards = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StreamShard>> ListShardsAsync(string streamArn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_shards.TryGetValue(streamArn, out var known) && now - known.At < ShardsStayFresh)
        {
            return known.Shards;
        }

        var shards = ParentsFirst(await DescribeAsync(streamArn, cancellationToken));
        _shards[streamArn] = (now, shards);
        return shards;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StreamRecord>> ReadAsync(
        string streamArn, string shardId, string? afterSequenceNumber, int maxRecords, int maxBytes, CancellationToken cancellationToken) =>
        await Cursor(streamArn, shardId).ReadAsync(afterSequenceNumber, maxRecords, maxBytes, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The API has no such question, so the shard is read to its end once.</remarks>
    public async ValueTask<string?> LatestSequenceNumberAsync(string streamArn, string shardId, CancellationToken cancellationToken)
    {
        string? latest = null;
        var cursor = new ShardCursor(_calls, streamArn, shardId);
        for (var page = 0; page < MaxRecordPages; page++)
        {
            var records = await cursor.ReadAsync(latest, ShardCursor.MaxRecords, int.MaxValue, cancellationToken);
            if (records.Count == 0)
            {
                break;
            }

            latest = records[^1].SequenceNumber;
        }

        return latest;
    }

    /// <inheritdoc/>
    public async Task WaitForRecordsAsync(string streamArn, string shardId, string? afterSequenceNumber, CancellationToken cancellationToken)
    {
        var cursor = Cursor(streamArn, shardId);
        while (!cursor.HasMoreAfter(afterSequenceNumber))
        {
            // Whoever waits has just read and found nothing.
            await Task.Delay(PollPeriod, time, cancellationToken);
            await cursor.FetchAsync(afterSequenceNumber, cancellationToken);
        }
    }

    private ShardCursor Cursor(string streamArn, string shardId) =>
        _cursors.GetOrAdd((streamArn, shardId), key => new ShardCursor(_calls, key.StreamArn, key.ShardId));

    private async ValueTask<List<StreamShard>> DescribeAsync(string streamArn, CancellationToken cancellationToken)
    {
        var shards = new List<StreamShard>();
        string? start = null;
        for (var page = 0; page < MaxShardPages; page++)
        {
            var body = new JsonObject { ["StreamArn"] = streamArn };
            if (start is not null)
            {
                body["ExclusiveStartShardId"] = start;
            }

            using var answer = await CallAsync(streamArn, body, cancellationToken);
            var description = answer.RootElement.GetProperty("StreamDescription");
            shards.AddRange(description.GetProperty("Shards").EnumerateArray().Select(Shard));
            start = description.TryGetProperty("LastEvaluatedShardId", out var last) ? last.GetString() : null;
            if (start is null)
            {
                break;
            }
        }

        return shards;
    }

    private async ValueTask<JsonDocument> CallAsync(string streamArn, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            return await _calls.CallAsync("DescribeStream", body, cancellationToken);
        }
        catch (ServiceCallException exception) when (exception.Code is "ResourceNotFoundException" or "ValidationException")
        {
            throw new KeyNotFoundException($"There is no stream {streamArn}.", exception);
        }
    }

    private static StreamShard Shard(JsonElement shard)
    {
        var parent = shard.TryGetProperty("ParentShardId", out var id) ? id.GetString() : null;
        var isClosed = shard.TryGetProperty("SequenceNumberRange", out var range) && range.TryGetProperty("EndingSequenceNumber", out var end) && end.ValueKind == JsonValueKind.String;
        return new StreamShard(shard.GetProperty("ShardId").GetString()!, string.IsNullOrEmpty(parent) ? null : parent, isClosed);
    }

    // The API promises no order.
    private static List<StreamShard> ParentsFirst(List<StreamShard> shards)
    {
        var byId = shards.ToDictionary(shard => shard.ShardId, StringComparer.Ordinal);
        var ordered = new List<StreamShard>(shards.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var shard in shards)
        {
            var lineage = new Stack<StreamShard>();
            for (var next = shard; next is not null && seen.Add(next.ShardId); next = next.ParentShardId is { } parent ? byId.GetValueOrDefault(parent) : null)
            {
                lineage.Push(next);
            }

            ordered.AddRange(lineage);
        }

        return ordered;
    }
}
