using System.Text;
using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Streams;

/// <summary>The DynamoDB Streams API.</summary>
internal sealed class StreamOperations(TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MaxRecords = 1000;
    private const int MaxBytes = 1024 * 1024;

    public static AwsResponse List(RegionTables region, JsonElement request)
    {
        string? table = request.String("TableName");
        string? start = request.String("ExclusiveStartStreamArn");
        int limit = Limit(request);
        List<TableStream> streams = [.. region.Streams.Values
            .Where(s => (table is null || s.TableName == table) && (start is null || string.CompareOrdinal(s.Arn, start) > 0))
            .OrderBy(s => s.Arn, StringComparer.Ordinal)];
        return Render((streams, limit), static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Streams"u8);
            foreach (TableStream stream in state.streams.Take(state.limit))
            {
                writer.WriteStartObject();
                writer.WriteString("StreamArn"u8, stream.Arn);
                writer.WriteString("StreamLabel"u8, stream.Label);
                writer.WriteString("TableName"u8, stream.TableName);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            if (state.streams.Count > state.limit)
            {
                writer.WriteString("LastEvaluatedStreamArn"u8, state.streams[state.limit - 1].Arn);
            }
            writer.WriteEndObject();
        });
    }

    public static AwsResponse Describe(RegionTables region, JsonElement request)
    {
        TableStream stream = Find(region, request.String("StreamArn"));
        string? start = request.String("ExclusiveStartShardId");
        int limit = Limit(request);
        List<(string Id, string? ParentId, ulong Start, ulong? End)> shards = stream.DescribeShards();
        if (start is not null)
        {
            shards = shards[(shards.FindIndex(s => s.Id == start) + 1)..];
        }
        return Render((stream, shards, limit), static (writer, state) => WriteDescription(writer, state.stream, state.shards, state.limit));
    }

    public AwsResponse GetIterator(RegionTables region, JsonElement request)
    {
        TableStream stream = Find(region, request.String("StreamArn"));
        string shardId = request.String("ShardId") ?? "";
        RequireShard(stream, shardId);
        string type = JsonShapes.OneOf("shardIteratorType", request.String("ShardIteratorType") ?? "", "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER");
        ulong? after = type switch
        {
            "TRIM_HORIZON" => null,
            "LATEST" => stream.LatestSequenceNumber(shardId) is { } latest && SequenceNumbers.TryParse(latest, out ulong last) ? last : 0,
            _ => ReadSequence(stream, shardId, request.String("SequenceNumber"), type == "AT_SEQUENCE_NUMBER"),
        };
        return Render(new ShardIterator(stream.Arn, shardId, after, time.GetUtcNow()).Encode(), static (writer, iterator) =>
        {
            writer.WriteStartObject();
            writer.WriteString("ShardIterator"u8, iterator);
            writer.WriteEndObject();
        });
    }

    public AwsResponse GetRecords(RegionTables region, JsonElement request)
    {
        ShardIterator iterator = ShardIterator.Decode(request.String("ShardIterator"));
        DateTimeOffset now = time.GetUtcNow();
        if (now - iterator.CreatedAt > ShardIterator.Lifetime)
        {
            throw DynamoDbError.Service("ExpiredIteratorException", "The shard iterator has expired and can no longer be used to retrieve stream records.");
        }
        int limit = request.TryGetProperty("Limit", out JsonElement given) ? JsonShapes.AtLeast("limit", given.GetInt32(), 1) : MaxRecords;
        if (limit > MaxRecords)
        {
            throw DynamoDbError.Validation($"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to {MaxRecords}");
        }
        TableStream stream = Find(region, iterator.StreamArn);
        RequireShard(stream, iterator.ShardId);
        RequireUntrimmed(stream, iterator.ShardId, iterator.After);

        (List<StreamEntry> entries, bool atEnd) = stream.Read(iterator.ShardId, iterator.After, limit, MaxBytes);
        ulong? after = entries.Count > 0 ? entries[^1].Sequence : iterator.After;
        string? next = atEnd ? null : (iterator with { After = after, CreatedAt = now }).Encode();
        return Render((stream, entries, next), static (writer, state) =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("Records"u8);
            foreach (StreamEntry entry in state.entries)
            {
                StreamJson.Write(writer, state.stream, entry, forLambda: false);
            }
            writer.WriteEndArray();
            if (state.next is not null)
            {
                writer.WriteString("NextShardIterator"u8, state.next);
            }
            writer.WriteEndObject();
        });
    }

    private static TableStream Find(RegionTables region, string? arn) =>
        arn is not null && region.Streams.TryGetValue(arn, out TableStream? stream)
            ? stream
            : throw DynamoDbError.NotFound($"Requested resource not found: Stream: {arn} not found");

    private static void RequireShard(TableStream stream, string shardId)
    {
        if (stream.ListShards().All(s => s.ShardId != shardId))
        {
            throw DynamoDbError.NotFound($"Requested resource not found: Shard does not exist: {shardId}");
        }
    }

    private static void RequireUntrimmed(TableStream stream, string shardId, ulong? after)
    {
        if (after is not null && stream.IsTrimmed(shardId, after.Value))
        {
            throw DynamoDbError.Service("TrimmedDataAccessException", "The operation attempted to read past the oldest stream record in a shard.");
        }
    }

    private static ulong ReadSequence(TableStream stream, string shardId, string? text, bool inclusive)
    {
        if (text is null || !SequenceNumbers.TryParse(text, out ulong sequence))
        {
            throw DynamoDbError.Validation($"Invalid SequenceNumber: {text}");
        }
        ulong after = inclusive && sequence > 0 ? sequence - 1 : sequence;
        RequireUntrimmed(stream, shardId, after);
        return after;
    }

    private static void WriteDescription(Utf8JsonWriter writer, TableStream stream, List<(string Id, string? ParentId, ulong Start, ulong? End)> shards, int limit)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("StreamDescription"u8);
        writer.WriteString("StreamArn"u8, stream.Arn);
        writer.WriteString("StreamLabel"u8, stream.Label);
        writer.WriteString("StreamStatus"u8, stream.IsDisabled ? "DISABLED"u8 : "ENABLED"u8);
        writer.WriteString("StreamViewType"u8, stream.ViewType);
        writer.WriteString("TableName"u8, stream.TableName);
        writer.WriteNumber("CreationRequestDateTime"u8, TableDescription.EpochSeconds(stream.CreatedAt));
        TableDescription.WriteKeySchema(writer, stream.Keys);
        writer.WriteStartArray("Shards"u8);
        foreach ((string id, string? parentId, ulong first, ulong? last) in shards.Take(limit))
        {
            writer.WriteStartObject();
            writer.WriteString("ShardId"u8, id);
            if (parentId is not null)
            {
                writer.WriteString("ParentShardId"u8, parentId);
            }
            writer.WriteStartObject("SequenceNumberRange"u8);
            writer.WriteString("StartingSequenceNumber"u8, SequenceNumbers.Format(first));
            if (last is not null)
            {
                writer.WriteString("EndingSequenceNumber"u8, SequenceNumbers.Format(Math.Max(first, last.Value)));
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (shards.Count > limit)
        {
            writer.WriteString("LastEvaluatedShardId"u8, shards[limit - 1].Id);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static int Limit(JsonElement request) => request.TryGetProperty("Limit", out JsonElement given)
        ? Math.Min(DefaultLimit, JsonShapes.AtLeast("limit", given.GetInt32(), 1))
        : DefaultLimit;

    private static AwsResponse Render<TState>(TState state, Action<Utf8JsonWriter, TState> write) =>
        new(200, ValueWriter.Render(state, 1024, write));
}

/// <summary>Where a reader of the Streams API stands. Opaque to clients.</summary>
/// <param name="StreamArn">The stream.</param>
/// <param name="ShardId">The shard.</param>
/// <param name="After">The last record already read; null: from the trim horizon.</param>
/// <param name="CreatedAt">When it was handed out.</param>
internal sealed record ShardIterator(string StreamArn, string ShardId, ulong? After, DateTimeOffset CreatedAt)
{
    /// <summary>An older iterator is refused.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public string Encode() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{StreamArn}|{ShardId}|{After}|{CreatedAt.UtcTicks}"));

    public static ShardIterator Decode(string? text)
    {
        byte[] bytes = new byte[text?.Length ?? 0];
        if (Convert.TryFromBase64String(text ?? "", bytes, out int length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [var arn, var shard, var after, var ticks]
            && long.TryParse(ticks, out long created)
            && created <= DateTimeOffset.MaxValue.Ticks
            && created >= 0)
        {
            return new ShardIterator(arn, shard, ulong.TryParse(after, out ulong sequence) ? sequence : null, new DateTimeOffset(created, TimeSpan.Zero));
        }
        throw DynamoDbError.Validation("Invalid ShardIterator");
    }
}
