using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.Streams;

/// <summary>Shards, iterators and pages of streams.</summary>
public sealed class IteratorContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("TRIM_HORIZON", "1,2,3,4")]
    [InlineData("LATEST", "4")]
    [InlineData("AT_SEQUENCE_NUMBER", "2,3,4")]
    [InlineData("AFTER_SEQUENCE_NUMBER", "3,4")]
    public async Task An_iterator_starts_where_its_type_says(string type, string keys)
    {
        var (table, arn) = await CreateAsync();
        await PutAsync(table, "1", "2", "3");
        var sequence = (await Target.ReadAllAsync(arn, 3))[1].Sequence();
        var shard = (await Target.ShardsAsync(arn))[0];

        var iterator = await Target.IteratorAsync(arn, shard, type, type.EndsWith("NUMBER", StringComparison.Ordinal) ? sequence : null);
        await PutAsync(table, "4");

        Assert.Equal(keys, Keys(await Target.ReadOnAsync(iterator, keys.Split(',').Length)));
    }

    [ContractFact]
    public async Task An_iterator_used_twice_gives_the_same_records_twice()
    {
        var (table, arn) = await CreateAsync();
        await PutAsync(table, "1", "2");
        await Target.ReadAllAsync(arn, 2);
        var iterator = await Target.IteratorAsync(arn, (await Target.ShardsAsync(arn))[0], "TRIM_HORIZON");

        var first = await Target.ReadOnAsync(iterator, 2);
        var second = await Target.ReadOnAsync(iterator, 2);

        Assert.Equal("1,2", Keys(first));
        Assert.Equal(first.Select(r => r.GetProperty("eventID").GetString()), second.Select(r => r.GetProperty("eventID").GetString()));
    }

    [ContractFact]
    public async Task A_limit_cuts_pages_and_the_next_iterator_goes_on_behind_them()
    {
        var (table, arn) = await CreateAsync();
        await PutAsync(table, "1", "2", "3", "4", "5");
        await Target.ReadAllAsync(arn, 5);
        var iterator = await Target.IteratorAsync(arn, (await Target.ShardsAsync(arn))[0], "TRIM_HORIZON");

        var (first, next) = await Target.PageAsync(iterator, limit: 2);
        var (second, last) = await Target.PageAsync(next!, limit: 2);
        var (third, open) = await Target.PageAsync(last!, limit: 2);

        Assert.Equal(("1,2", "3,4", "5"), (Keys(first), Keys(second), Keys(third)));
        Assert.NotNull(open);
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_page_has_room_for_one_to_a_thousand_records(int limit)
    {
        var (_, arn) = await CreateAsync();
        var iterator = await Target.IteratorAsync(arn, (await Target.ShardsAsync(arn))[0], "TRIM_HORIZON");

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.PageAsync(iterator, limit));

        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [ContractFact]
    public async Task A_page_ends_after_a_thousand_records()
    {
        var (table, arn) = await CreateAsync();
        foreach (var chunk in Enumerable.Range(0, 1025).Chunk(25))
        {
            await Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [.. chunk.Select(i => new WriteRequest(new PutRequest(Item(("id", S($"{i}"))))))] }));
        }

        var iterator = await Target.IteratorAsync(arn, (await Target.ShardsAsync(arn))[0], "TRIM_HORIZON");
        var (first, _) = await Target.PageAsync(iterator);
        var all = await Target.ReadAllAsync(arn, 1025);

        Assert.InRange(first.Count, 1, 1000);
        Assert.Equal(1025, all.Select(r => r.Key()).Distinct().Count());
    }

    [ContractFact]
    public async Task A_page_ends_after_a_megabyte()
    {
        var (table, arn) = await CreateAsync(StreamViewType.NEW_IMAGE);
        foreach (var id in new[] { "1", "2", "3", "4" })
        {
            await Target.Client.PutItemAsync(table, Item(("id", S(id)), ("v", S(new string('x', 390_000)))));
        }

        var all = await Target.ReadAllAsync(arn, 4);
        var iterator = await Target.IteratorAsync(arn, (await Target.ShardsAsync(arn))[0], "TRIM_HORIZON");
        var (first, _) = await Target.PageAsync(iterator);

        Assert.Equal("1,2,3,4", Keys(all));
        Assert.InRange(first.Count, 1, 2);
    }

    [ContractFact]
    public async Task What_is_not_there_is_a_resource_not_found()
    {
        var (_, arn) = await CreateAsync();
        var other = arn.Replace(":table/", ":table/no-", StringComparison.Ordinal);

        var stream = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.DescribeAsync(other));
        var iterator = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.IteratorAsync(other, "shardId-00000000000000000000-00000000", "LATEST"));
        var shard = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.IteratorAsync(arn, "shardId-00000000000000000000-00000000", "LATEST"));

        Assert.Equal(["ResourceNotFoundException", "ResourceNotFoundException", "ResourceNotFoundException"], new[] { stream, iterator, shard }.Select(e => e.ErrorCode));
    }

    [ContractFact]
    public async Task Iterators_that_make_no_sense_are_refused()
    {
        var (_, arn) = await CreateAsync();
        var shard = (await Target.ShardsAsync(arn))[0];

        var type = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.IteratorAsync(arn, shard, "YESTERDAY"));
        var number = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.IteratorAsync(arn, shard, "AT_SEQUENCE_NUMBER"));
        var nonsense = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.PageAsync("nonsense"));

        Assert.All([type, number, nonsense], error => Assert.Equal("ValidationException", error.ErrorCode));
    }

    [ContractFact]
    public async Task Streams_are_listed_by_table_and_in_pages()
    {
        var (table, first) = await CreateAsync();
        await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = table, StreamSpecification = new() { StreamEnabled = false } });
        await Target.SettledAsync(table);
        await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = table, StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY } });
        await Target.SettledAsync(table);
        var second = (await Target.Client.DescribeTableAsync(table)).Table.LatestStreamArn;

        var all = await Target.Streams.CallAsync("ListStreams", new { TableName = table });
        var page = await Target.Streams.CallAsync("ListStreams", new { TableName = table, Limit = 1 });
        var rest = await Target.Streams.CallAsync("ListStreams", new { TableName = table, ExclusiveStartStreamArn = page.GetProperty("LastEvaluatedStreamArn").GetString() });

        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), Arns(all).Order(StringComparer.Ordinal));
        Assert.Equal(Arns(all).Order(StringComparer.Ordinal), Arns(page).Concat(Arns(rest)).Order(StringComparer.Ordinal));
    }

    [ContractFact(NeedsControl = true)]
    public async Task An_iterator_lives_for_fifteen_minutes()
    {
        var (table, arn) = await CreateAsync();
        await PutAsync(table, "1");
        var iterator = await Target.IteratorAsync(arn, (await Target.ShardsAsync(arn))[0], "TRIM_HORIZON");

        Local.Time.Advance(TimeSpan.FromMinutes(15));
        var (records, next) = await Target.PageAsync(iterator);
        Local.Time.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.PageAsync(iterator));
        var (following, _) = await Target.PageAsync(next!);

        Assert.Equal("1", Keys(records));
        Assert.Empty(following);
        Assert.Equal("ExpiredIteratorException", error.ErrorCode);
    }

    [ContractFact(NeedsControl = true)]
    public async Task Records_older_than_a_day_are_trimmed_and_reading_at_them_is_an_error()
    {
        var (table, arn) = await CreateAsync();
        await PutAsync(table, "old", "older");
        var shard = (await Target.ShardsAsync(arn))[0];
        var sequence = (await Target.ReadAllAsync(arn, 2))[0].Sequence();
        Local.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5));
        var iterator = await Target.IteratorAsync(arn, shard, "AFTER_SEQUENCE_NUMBER", sequence);
        await PutAsync(table, "new");
        Local.Time.Advance(TimeSpan.FromMinutes(6));

        var at = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.IteratorAsync(arn, shard, "AT_SEQUENCE_NUMBER", sequence));
        var after = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.PageAsync(iterator));
        var horizon = await Target.ReadOnAsync(await Target.IteratorAsync(arn, shard, "TRIM_HORIZON"), 1);

        Assert.Equal(("TrimmedDataAccessException", "TrimmedDataAccessException"), (at.ErrorCode, after.ErrorCode));
        Assert.Equal("new", Keys(horizon));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_shard_that_splits_ends_and_its_children_go_on()
    {
        var (table, arn) = await CreateAsync();
        await PutAsync(table, "before");
        var parent = (await Target.ShardsAsync(arn))[0];
        var open = await Target.IteratorAsync(arn, parent, "LATEST");

        var (left, right) = Local.Service.SplitShard(arn, parent);
        await PutAsync(table, [.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        var shards = (await Target.DescribeAsync(arn)).GetProperty("Shards").EnumerateArray().ToList();
        var (none, end) = await Target.PageAsync(open);
        var records = await Target.ReadAllAsync(arn, 21);

        Assert.Equal([parent, left, right], shards.Select(s => s.GetProperty("ShardId").GetString()));
        Assert.Equal([parent, parent], shards.Skip(1).Select(s => s.GetProperty("ParentShardId").GetString()));
        Assert.True(shards[0].GetProperty("SequenceNumberRange").TryGetProperty("EndingSequenceNumber", out _));
        Assert.Empty(none);
        Assert.Null(end);
        Assert.Equal("before", records[0].Key());
        Assert.Equal(21, records.Select(r => r.Key()).Distinct().Count());
    }

    [ContractFact(NeedsControl = true)]
    public async Task An_item_stays_in_one_line_of_shards_through_splits()
    {
        var (table, arn) = await CreateAsync(StreamViewType.NEW_IMAGE);
        for (var round = 0; round < 4; round++)
        {
            for (var id = 0; id < 8; id++)
            {
                await Target.Client.PutItemAsync(table, Item(("id", S($"{id}")), ("v", S($"{round}"))));
            }

            Local.Service.SplitShard(arn, (await Target.ShardsAsync(arn))[^1]);
        }

        var records = await Target.ReadAllAsync(arn, 32);

        Assert.Equal(32, records.Count);
        Assert.All(records.GroupBy(r => r.Key()), item => Assert.Equal(["0", "1", "2", "3"], item.Select(r => r.Image("NewImage"))));
    }

    [ContractFact(NeedsControl = true)]
    public async Task Shards_are_described_in_pages()
    {
        var (_, arn) = await CreateAsync();
        Local.Service.SplitShard(arn, (await Target.ShardsAsync(arn))[0]);
        var all = await Target.ShardsAsync(arn);

        var first = (await Target.Streams.CallAsync("DescribeStream", new { StreamArn = arn, Limit = 2 })).GetProperty("StreamDescription");
        var second = (await Target.Streams.CallAsync("DescribeStream", new { StreamArn = arn, Limit = 2, ExclusiveStartShardId = first.GetProperty("LastEvaluatedShardId").GetString() })).GetProperty("StreamDescription");

        Assert.Equal(all.Take(2), first.GetProperty("Shards").EnumerateArray().Select(s => s.GetProperty("ShardId").GetString()!));
        Assert.Equal(all.Skip(2), second.GetProperty("Shards").EnumerateArray().Select(s => s.GetProperty("ShardId").GetString()!));
        Assert.False(second.TryGetProperty("LastEvaluatedShardId", out _));
    }

    private static string Keys(IEnumerable<JsonElement> records) => string.Join(',', records.Select(r => r.Key()));

    private static IEnumerable<string> Arns(JsonElement list) => list.GetProperty("Streams").EnumerateArray().Select(s => s.GetProperty("StreamArn").GetString()!);

    private async Task<(string Table, string Arn)> CreateAsync(StreamViewType? view = null)
    {
        var table = await Target.CreateTableAsync(stream: view ?? StreamViewType.KEYS_ONLY);
        return (table, (await Target.Client.DescribeTableAsync(table)).Table.LatestStreamArn);
    }

    private async Task PutAsync(string table, params string[] ids)
    {
        foreach (var id in ids)
        {
            await Target.Client.PutItemAsync(table, Item(("id", S(id)), ("v", S("x"))));
        }
    }
}
