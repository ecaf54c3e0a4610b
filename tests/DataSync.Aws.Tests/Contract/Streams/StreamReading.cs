using System.Text.Json;
using DataSync.Aws.Tests.Contract.DynamoDb;

namespace DataSync.Aws.Tests.Contract.Streams;

/// <summary>Short ways to read a stream.</summary>
internal static class StreamReading
{
    // AWS may answer several times with nothing before a record shows.
    private const int MaxEmptyReads = 40;

    public static async Task<JsonElement> DescribeAsync(this DynamoDbTarget target, string arn) =>
        (await target.Streams.CallAsync("DescribeStream", new { StreamArn = arn })).GetProperty("StreamDescription");

    public static async Task<List<string>> ShardsAsync(this DynamoDbTarget target, string arn) =>
        [.. (await target.DescribeAsync(arn)).GetProperty("Shards").EnumerateArray().Select(s => s.GetProperty("ShardId").GetString()!)];

    public static async Task<string> IteratorAsync(this DynamoDbTarget target, string arn, string shard, string type, string? sequenceNumber = null)
    {
        object request = sequenceNumber is null
            ? new { StreamArn = arn, ShardId = shard, ShardIteratorType = type }
            : new { StreamArn = arn, ShardId = shard, ShardIteratorType = type, SequenceNumber = sequenceNumber };
        return (await target.Streams.CallAsync("GetShardIterator", request)).GetProperty("ShardIterator").GetString()!;
    }

    public static async Task<(List<JsonElement> Records, string? Next)> PageAsync(this DynamoDbTarget target, string iterator, int? limit = null)
    {
        object request = limit is null ? new { ShardIterator = iterator } : new { ShardIterator = iterator, Limit = limit };
        var answer = await target.Streams.CallAsync("GetRecords", request);
        var next = answer.TryGetProperty("NextShardIterator", out var following) ? following.GetString() : null;
        return ([.. answer.GetProperty("Records").EnumerateArray()], next);
    }

    /// <summary>All records of all shards, parents before children, once there are at least that many.</summary>
    public static async Task<List<JsonElement>> ReadAllAsync(this DynamoDbTarget target, string arn, int atLeast)
    {
        var records = new List<JsonElement>();
        foreach (var shard in await target.ShardsAsync(arn))
        {
            var iterator = await target.IteratorAsync(arn, shard, "TRIM_HORIZON");
            records.AddRange(await target.ReadOnAsync(iterator, atLeast - records.Count));
        }

        return records;
    }

    /// <summary>What comes after the iterator: until the shard ends, or nothing more comes and there are at least that many.</summary>
    public static async Task<List<JsonElement>> ReadOnAsync(this DynamoDbTarget target, string iterator, int atLeast)
    {
        var records = new List<JsonElement>();
        string? next = iterator;
        for (var empty = 0; next is not null && empty < MaxEmptyReads;)
        {
            (var page, next) = await target.PageAsync(next);
            records.AddRange(page);
            if (page.Count == 0)
            {
                if (records.Count >= atLeast)
                {
                    break;
                }

                empty++;
                await target.PauseAsync();
            }
        }

        return records;
    }

    public static string Key(this JsonElement record) => record.GetProperty("dynamodb").GetProperty("Keys").GetProperty("id").GetProperty("S").GetString()!;

    public static string Name(this JsonElement record) => record.GetProperty("eventName").GetString()!;

    public static string Sequence(this JsonElement record) => record.GetProperty("dynamodb").GetProperty("SequenceNumber").GetString()!;

    /// <summary>The value of attribute <c>v</c> in an image, or null when the record has no such image.</summary>
    public static string? Image(this JsonElement record, string image) =>
        record.GetProperty("dynamodb").TryGetProperty(image, out var item) ? item.GetProperty("v").GetProperty("S").GetString() : null;
}
