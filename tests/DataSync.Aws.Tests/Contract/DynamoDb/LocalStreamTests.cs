using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sources;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Streams of our own server: through the in-process reader and through the Streams API.</summary>
public sealed class LocalStreamTests : IDisposable
{
    private readonly LocalDynamoDb _local = new();

    [Fact]
    public async Task A_record_has_the_wire_shape_of_a_Lambda_event()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.NEW_AND_OLD_IMAGES);
        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "b");
        await _local.Client.DeleteItemAsync(table, Item(("id", S("1"))));

        List<JsonElement> records = [.. _local.Service.Read(arn, shard, null, 100, 1_000_000).Select(r => JsonDocument.Parse(r.Json).RootElement)];

        Assert.Equal(["INSERT", "MODIFY", "REMOVE"], records.Select(r => r.GetProperty("eventName").GetString()));
        JsonElement modify = records[1];
        Assert.Equal("1.1", modify.GetProperty("eventVersion").GetString());
        Assert.Equal("aws:dynamodb", modify.GetProperty("eventSource").GetString());
        Assert.Equal("eu-west-1", modify.GetProperty("awsRegion").GetString());
        Assert.Equal(arn, modify.GetProperty("eventSourceARN").GetString());
        Assert.False(modify.TryGetProperty("userIdentity", out _));
        JsonElement body = modify.GetProperty("dynamodb");
        Assert.Equal(LocalDynamoDb.Start.ToUnixTimeSeconds(), body.GetProperty("ApproximateCreationDateTime").GetInt64());
        Assert.Equal("""{"id":{"S":"1"}}""", body.GetProperty("Keys").GetRawText());
        Assert.Equal("""{"id":{"S":"1"},"v":{"S":"b"}}""", body.GetProperty("NewImage").GetRawText());
        Assert.Equal("""{"id":{"S":"1"},"v":{"S":"a"}}""", body.GetProperty("OldImage").GetRawText());
        Assert.Equal("NEW_AND_OLD_IMAGES", body.GetProperty("StreamViewType").GetString());
        Assert.True(body.GetProperty("SequenceNumber").GetString()!.Length >= 21);
        Assert.Equal(3, records.Select(r => r.GetProperty("eventID").GetString()).Distinct().Count());
        Assert.False(records[2].GetProperty("dynamodb").TryGetProperty("NewImage", out _));
    }

    [Fact]
    public async Task A_write_that_changes_nothing_leaves_no_record()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "a");
        await _local.Client.DeleteItemAsync(table, Item(("id", S("none"))));

        var records = _local.Service.Read(arn, shard, null, 100, 1_000_000);

        Assert.Single(records);
        Assert.DoesNotContain("Image\"", Encoding.UTF8.GetString(records[0].Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_goes_on_after_a_sequence_number_and_within_the_byte_limit()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.NEW_IMAGE);
        for (int i = 0; i < 5; i++)
        {
            await PutAsync(table, $"{i}", new string('x', 1000));
        }

        var two = _local.Service.Read(arn, shard, null, 2, 1_000_000);
        var rest = _local.Service.Read(arn, shard, two[1].SequenceNumber, 100, 1_000_000);
        var one = _local.Service.Read(arn, shard, null, 100, 10);

        Assert.Equal(["S:0", "S:1"], two.Select(r => r.ItemKey));
        Assert.Equal(["S:2", "S:3", "S:4"], rest.Select(r => r.ItemKey));
        Assert.Single(one);
        Assert.Equal(rest[2].SequenceNumber, _local.Service.LatestSequenceNumber(arn, shard));
    }

    [Fact]
    public async Task A_waiting_reader_wakes_when_a_record_arrives()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.NEW_IMAGE);
        using var cancelled = new CancellationTokenSource();
        Task waiting = _local.Service.WaitForRecordsAsync(arn, shard, null, CancellationToken.None);
        Task leaving = _local.Service.WaitForRecordsAsync(arn, shard, null, cancelled.Token);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.False(waiting.IsCompleted);
        await PutAsync(table, "1", "a");
        await waiting;

        Assert.True(_local.Service.WaitForRecordsAsync(arn, shard, null, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_split_closes_the_parent_and_its_children_take_the_writes()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.NEW_IMAGE);
        await PutAsync(table, "before", "x");
        Task waiting = _local.Service.WaitForRecordsAsync(arn, shard, _local.Service.LatestSequenceNumber(arn, shard), CancellationToken.None);

        (string left, string right) = _local.Service.SplitShard(arn, shard);
        await waiting;
        for (int i = 0; i < 20; i++)
        {
            await PutAsync(table, $"{i}", "x");
        }

        Assert.Equal(
            [new StreamShard(shard, null, true), new StreamShard(left, shard, false), new StreamShard(right, shard, false)],
            _local.Service.ListShards(arn));
        var inLeft = _local.Service.Read(arn, left, null, 100, 1_000_000);
        var inRight = _local.Service.Read(arn, right, null, 100, 1_000_000);
        Assert.NotEmpty(inLeft);
        Assert.NotEmpty(inRight);
        Assert.Equal(20, inLeft.Count + inRight.Count);
        Assert.Single(_local.Service.Read(arn, shard, null, 100, 1_000_000));
        Assert.Throws<InvalidOperationException>(() => _local.Service.SplitShard(arn, shard));
        Assert.Throws<KeyNotFoundException>(() => _local.Service.ListShards(arn + "x"));
    }

    [Fact]
    public async Task Expired_items_are_deleted_by_the_service_with_its_identity()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.OLD_IMAGE);
        await _local.Client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest { TableName = table, TimeToLiveSpecification = new() { Enabled = true, AttributeName = "expires" } });
        long soon = LocalDynamoDb.Start.AddMinutes(1).ToUnixTimeSeconds();
        await _local.Client.PutItemAsync(table, Item(("id", S("dies")), ("expires", N($"{soon}"))));
        await _local.Client.PutItemAsync(table, Item(("id", S("lives")), ("expires", S($"{soon}"))));
        await _local.Client.PutItemAsync(table, Item(("id", S("ancient")), ("expires", N("1000"))));

        _local.Time.Advance(TimeSpan.FromSeconds(50));
        int before = (await _local.Client.ScanAsync(new ScanRequest(table))).Count!.Value;
        _local.Time.Advance(TimeSpan.FromSeconds(20));
        var left = await _local.Client.ScanAsync(new ScanRequest(table));

        Assert.Equal(3, before);
        Assert.Equal(["ancient", "lives"], left.Items.Select(i => i["id"].S).Order(StringComparer.Ordinal));
        JsonElement removal = JsonDocument.Parse(_local.Service.Read(arn, shard, null, 100, 1_000_000)[^1].Json).RootElement;
        Assert.Equal("REMOVE", removal.GetProperty("eventName").GetString());
        Assert.Equal("""{"type":"Service","principalId":"dynamodb.amazonaws.com"}""", removal.GetProperty("userIdentity").GetRawText());
    }

    [Fact]
    public async Task Records_are_kept_for_24_hours()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "old", "x");
        string first = _local.Service.LatestSequenceNumber(arn, shard)!;
        _local.Time.Advance(TimeSpan.FromHours(23));
        await PutAsync(table, "new", "x");
        _local.Time.Advance(TimeSpan.FromHours(2));

        var records = _local.Service.Read(arn, shard, null, 100, 1_000_000);
        JsonElement trimmed = await CallAsync("GetShardIterator", new { StreamArn = arn, ShardId = shard, ShardIteratorType = "AT_SEQUENCE_NUMBER", SequenceNumber = first }, 400);

        Assert.Equal(["S:new"], records.Select(r => r.ItemKey));
        Assert.EndsWith("#TrimmedDataAccessException", trimmed.GetProperty("__type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Streams_API_reads_from_all_four_kinds_of_iterator()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.NEW_IMAGE);
        await PutAsync(table, "1", "x");
        await PutAsync(table, "2", "x");
        string second = _local.Service.LatestSequenceNumber(arn, shard)!;

        string latest = await IteratorAsync("LATEST");
        string at = await IteratorAsync("AT_SEQUENCE_NUMBER", second);
        string after = await IteratorAsync("AFTER_SEQUENCE_NUMBER", second);
        await PutAsync(table, "3", "x");

        Assert.Equal(["1", "2", "3"], await KeysAsync(await IteratorAsync("TRIM_HORIZON")));
        Assert.Equal(["3"], await KeysAsync(latest));
        Assert.Equal(["2", "3"], await KeysAsync(at));
        Assert.Equal(["3"], await KeysAsync(after));
        JsonElement streams = await CallAsync("ListStreams", new { TableName = table });
        Assert.Equal(arn, streams.GetProperty("Streams")[0].GetProperty("StreamArn").GetString());

        async Task<string> IteratorAsync(string type, string? sequence = null) =>
            (await CallAsync("GetShardIterator", new { StreamArn = arn, ShardId = shard, ShardIteratorType = type, SequenceNumber = sequence })).GetProperty("ShardIterator").GetString()!;

        async Task<List<string?>> KeysAsync(string iterator) =>
            [.. (await CallAsync("GetRecords", new { ShardIterator = iterator })).GetProperty("Records").EnumerateArray()
                .Select(r => r.GetProperty("dynamodb").GetProperty("Keys").GetProperty("id").GetProperty("S").GetString())];
    }

    [Fact]
    public async Task Iterators_expire_and_end_with_a_closed_shard()
    {
        (string table, string arn, string shard) = await CreateAsync(StreamViewType.NEW_IMAGE);
        await PutAsync(table, "1", "x");
        string iterator = (await CallAsync("GetShardIterator", new { StreamArn = arn, ShardId = shard, ShardIteratorType = "TRIM_HORIZON" })).GetProperty("ShardIterator").GetString()!;

        JsonElement open = await CallAsync("GetRecords", new { ShardIterator = iterator });
        await _local.Client.DeleteTableAsync(table);
        JsonElement closed = await CallAsync("GetRecords", new { ShardIterator = open.GetProperty("NextShardIterator").GetString() });
        JsonElement description = (await CallAsync("DescribeStream", new { StreamArn = arn })).GetProperty("StreamDescription");
        _local.Time.Advance(TimeSpan.FromMinutes(16));
        JsonElement expired = await CallAsync("GetRecords", new { ShardIterator = iterator }, 400);

        Assert.False(closed.TryGetProperty("NextShardIterator", out _));
        Assert.Equal("DISABLED", description.GetProperty("StreamStatus").GetString());
        Assert.True(description.GetProperty("Shards")[0].GetProperty("SequenceNumberRange").TryGetProperty("EndingSequenceNumber", out _));
        Assert.EndsWith("#ExpiredIteratorException", expired.GetProperty("__type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_shards_divide_the_items_and_keep_each_in_one()
    {
        using var sharded = new LocalDynamoDb(new DynamoDbOptions { InitialShards = 3 });
        string table = await sharded.CreateTableAsync(stream: StreamViewType.KEYS_ONLY);
        string arn = (await sharded.Client.DescribeTableAsync(table)).Table.LatestStreamArn;
        for (int i = 0; i < 60; i++)
        {
            await sharded.Client.PutItemAsync(table, Item(("id", S($"{i % 30}")), ("v", N($"{i}"))));
        }

        var shards = sharded.Service.ListShards(arn);
        List<List<string>> keys = [.. shards.Select(s => sharded.Service.Read(arn, s.ShardId, null, 100, 1_000_000).Select(r => r.ItemKey).ToList())];

        Assert.Equal(3, shards.Count);
        Assert.All(keys, Assert.NotEmpty);
        Assert.Equal(60, keys.Sum(k => k.Count));
        Assert.Equal(30, keys.Sum(k => k.Distinct().Count()));
    }

    [Fact]
    public async Task Watchers_see_each_change_with_both_images()
    {
        var seen = new List<ItemChange>();
        _local.Service.Changed += seen.Add;
        string table = await _local.CreateTableAsync();

        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "b");
        await _local.Client.DeleteItemAsync(table, Item(("id", S("1"))));

        Assert.Equal([(true, false), (false, false), (false, true)], seen.Select(c => (c.IsInsert, c.IsRemove)));
        Assert.Equal("""{"id":{"S":"1"},"v":{"S":"a"}}""", Encoding.UTF8.GetString(seen[1].OldItem()!.Value.Span));
        Assert.Equal("""{"id":{"S":"1"},"v":{"S":"b"}}""", Encoding.UTF8.GetString(seen[1].NewItem()!.Value.Span));
        Assert.Equal((LocalDynamoDb.Start, "eu-west-1", table), (seen[0].At, seen[0].Region, seen[0].TableName));
    }

    public void Dispose() => _local.Dispose();

    private async Task<(string Table, string Arn, string Shard)> CreateAsync(StreamViewType view)
    {
        string table = await _local.CreateTableAsync(stream: view);
        string arn = (await _local.Client.DescribeTableAsync(table)).Table.LatestStreamArn;
        return (table, arn, _local.Service.ListShards(arn).Single().ShardId);
    }

    private Task PutAsync(string table, string id, string v) => _local.Client.PutItemAsync(table, Item(("id", S(id)), ("v", S(v))));

    private async Task<JsonElement> CallAsync(string operation, object body, int status = 200)
    {
        AwsResponse response = await _local.Service.HandleAsync(
            new AwsRequest("dynamodbstreams", DynamoDbTarget.DefaultRegion, operation, JsonSerializer.SerializeToUtf8Bytes(body)),
            CancellationToken.None);
        Assert.Equal(status, response.Status);
        return JsonDocument.Parse(response.Body).RootElement;
    }
}
