using System.Globalization;
using System.Numerics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.Streams;

/// <summary>Which writes leave a record, and what the records say.</summary>
public sealed class StreamContract : DynamoDbContract
{
    [ContractFact]
    public async Task A_stream_describes_itself_and_starts_with_an_open_shard()
    {
        var (table, arn) = await CreateAsync(StreamViewType.NEW_IMAGE);

        var stream = await Target.DescribeAsync(arn);

        Assert.Equal("ENABLED", stream.GetProperty("StreamStatus").GetString());
        Assert.Equal("NEW_IMAGE", stream.GetProperty("StreamViewType").GetString());
        Assert.Equal(table, stream.GetProperty("TableName").GetString());
        Assert.EndsWith("/" + stream.GetProperty("StreamLabel").GetString(), arn, StringComparison.Ordinal);
        Assert.Equal("id", Assert.Single(stream.GetProperty("KeySchema").EnumerateArray()).GetProperty("AttributeName").GetString());
        var shard = stream.GetProperty("Shards")[0];
        Assert.False(shard.TryGetProperty("ParentShardId", out _));
        Assert.True(shard.GetProperty("SequenceNumberRange").TryGetProperty("StartingSequenceNumber", out _));
        Assert.False(shard.GetProperty("SequenceNumberRange").TryGetProperty("EndingSequenceNumber", out _));
    }

    [ContractFact]
    public async Task Inserts_changes_and_removals_are_told_apart()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "b");
        await Target.Client.DeleteItemAsync(table, Item(("id", S("1"))));
        await PutAsync(table, "1", "c");

        var records = await Target.ReadAllAsync(arn, 4);

        Assert.Equal(["INSERT", "MODIFY", "REMOVE", "INSERT"], records.Select(r => r.Name()));
    }

    [ContractTheory]
    [InlineData("KEYS_ONLY", null, null, null, null)]
    [InlineData("NEW_IMAGE", "a", null, "b", null)]
    [InlineData("OLD_IMAGE", null, null, null, "a")]
    [InlineData("NEW_AND_OLD_IMAGES", "a", null, "b", "a")]
    public async Task A_view_type_says_which_images_a_record_has(string view, string? insertNew, string? insertOld, string? modifyNew, string? modifyOld)
    {
        var (table, arn) = await CreateAsync(view);
        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "b");
        await Target.Client.DeleteItemAsync(table, Item(("id", S("1"))));

        var records = await Target.ReadAllAsync(arn, 3);

        Assert.Equal((insertNew, insertOld), (records[0].Image("NewImage"), records[0].Image("OldImage")));
        Assert.Equal((modifyNew, modifyOld), (records[1].Image("NewImage"), records[1].Image("OldImage")));
        Assert.Equal((null, modifyOld is null ? null : "b"), (records[2].Image("NewImage"), records[2].Image("OldImage")));
        Assert.All(records, record => Assert.Equal(view, record.GetProperty("dynamodb").GetProperty("StreamViewType").GetString()));
    }

    [ContractFact]
    public async Task A_record_says_where_it_comes_from()
    {
        var (table, arn) = await CreateAsync(StreamViewType.NEW_IMAGE);
        await PutAsync(table, "1", "a");

        var record = Assert.Single(await Target.ReadAllAsync(arn, 1));

        Assert.Equal("1.1", record.GetProperty("eventVersion").GetString());
        Assert.Equal("aws:dynamodb", record.GetProperty("eventSource").GetString());
        Assert.Equal(Target.Region, record.GetProperty("awsRegion").GetString());
        Assert.NotEmpty(record.GetProperty("eventID").GetString()!);
        Assert.False(record.TryGetProperty("userIdentity", out _));
        Assert.True(record.GetProperty("dynamodb").GetProperty("SizeBytes").GetInt64() > 0);
    }

    [ContractFact]
    public async Task Times_of_records_are_whole_seconds()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");

        var record = Assert.Single(await Target.ReadAllAsync(arn, 1));

        var time = record.GetProperty("dynamodb").GetProperty("ApproximateCreationDateTime").GetDouble();
        Assert.Equal(Math.Floor(time), time);
    }

    [ContractFact]
    public async Task Writes_that_change_nothing_leave_no_record()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");
        await PutAsync(table, "1", "a");
        await UpdateAsync(table, "1", "a");
        await Target.Client.DeleteItemAsync(table, Item(("id", S("none"))));
        await PutAsync(table, "end", "x");

        var records = await Target.ReadAllAsync(arn, 2);

        Assert.Equal(["1", "end"], records.Select(r => r.Key()));
    }

    [ContractFact]
    public async Task An_update_that_creates_an_item_is_one_insert()
    {
        var (table, arn) = await CreateAsync(StreamViewType.NEW_AND_OLD_IMAGES);

        await UpdateAsync(table, "1", "a");
        await PutAsync(table, "end", "x");
        var records = await Target.ReadAllAsync(arn, 2);

        Assert.Equal(["INSERT 1 a", "INSERT end x"], records.Select(r => $"{r.Name()} {r.Key()} {r.Image("NewImage")}"));
    }

    [ContractFact]
    public async Task Records_of_one_item_come_in_the_order_of_its_writes()
    {
        var (table, arn) = await CreateAsync(StreamViewType.NEW_IMAGE);
        string[] values = [.. Enumerable.Range(0, 12).Select(i => $"{i}")];
        foreach (var value in values)
        {
            await PutAsync(table, "1", value);
        }

        var records = await Target.ReadAllAsync(arn, values.Length);

        Assert.Equal(values, records.Select(r => r.Image("NewImage")));
        var numbers = records.ConvertAll(r => BigInteger.Parse(r.Sequence(), CultureInfo.InvariantCulture));
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    [ContractFact]
    public async Task Sequence_numbers_have_21_to_40_digits()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");

        var record = Assert.Single(await Target.ReadAllAsync(arn, 1));

        Assert.InRange(record.Sequence().Length, 21, 40);
    }

    [ContractFact]
    public async Task Batches_leave_a_record_for_each_item_that_changed()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "a", "x");

        await Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new()
        {
            [table] =
            [
                new(new DeleteRequest(Item(("id", S("a"))))),
                new(new DeleteRequest(Item(("id", S("none"))))),
                new(new PutRequest(Item(("id", S("b"))))),
            ],
        }));
        var records = await Target.ReadAllAsync(arn, 3);

        Assert.Equal(["INSERT a", "INSERT b", "REMOVE a"], records.Select(r => $"{r.Name()} {r.Key()}").Order(StringComparer.Ordinal));
    }

    [ContractFact]
    public async Task A_cancelled_transaction_leaves_no_record()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "taken", "x");
        TransactWriteItem Put(string id) => new() { Put = new Put { TableName = table, Item = Item(("id", S(id))), ConditionExpression = "attribute_not_exists(id)" } };

        await Assert.ThrowsAsync<TransactionCanceledException>(() =>
            Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [Put("a"), Put("taken")] }));
        await Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [Put("b"), Put("c")] });
        var records = await Target.ReadAllAsync(arn, 3);

        Assert.Equal(["b", "c", "taken"], records.Select(r => r.Key()).Order(StringComparer.Ordinal));
    }

    [ContractFact]
    public async Task A_write_without_a_stream_leaves_no_record_in_the_next_one()
    {
        var table = await Target.CreateTableAsync();
        await PutAsync(table, "before", "x");

        await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = table, StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY } });
        await Target.SettledAsync(table);
        await PutAsync(table, "after", "x");
        var arn = (await Target.Client.DescribeTableAsync(table)).Table.LatestStreamArn;

        Assert.Equal(["after"], (await Target.ReadAllAsync(arn, 1)).Select(r => r.Key()));
    }

    [ContractFact]
    public async Task A_stream_stays_readable_after_it_was_turned_off()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");

        await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = table, StreamSpecification = new() { StreamEnabled = false } });
        await Target.SettledAsync(table);
        await PutAsync(table, "2", "a");
        var records = await Target.ReadAllAsync(arn, 1);
        var stream = await Target.DescribeAsync(arn);

        Assert.Equal(["1"], records.Select(r => r.Key()));
        Assert.Equal("DISABLED", stream.GetProperty("StreamStatus").GetString());
        Assert.True(stream.GetProperty("Shards")[0].GetProperty("SequenceNumberRange").TryGetProperty("EndingSequenceNumber", out _));
    }

    [ContractFact]
    public async Task A_stream_outlives_its_table()
    {
        var (table, arn) = await CreateAsync(StreamViewType.KEYS_ONLY);
        await PutAsync(table, "1", "a");

        await Target.Client.DeleteTableAsync(table);
        await Target.GoneAsync(table);

        Assert.Equal(["1"], (await Target.ReadAllAsync(arn, 1)).Select(r => r.Key()));
    }

    [ContractFact(NeedsControl = true)]
    public async Task An_item_that_expires_is_removed_by_the_service_in_its_own_name()
    {
        var (table, arn) = await CreateAsync(StreamViewType.OLD_IMAGE);
        await Target.Client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest { TableName = table, TimeToLiveSpecification = new() { Enabled = true, AttributeName = "expires" } });
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("v", S("a")), ("expires", N($"{LocalDynamoDb.Start.AddMinutes(1).ToUnixTimeSeconds()}"))));

        Local.Time.Advance(TimeSpan.FromMinutes(2));
        var records = await Target.ReadAllAsync(arn, 2);

        Assert.Equal(["INSERT", "REMOVE"], records.Select(r => r.Name()));
        Assert.Equal("a", records[1].Image("OldImage"));
        Assert.Equal("Service", records[1].GetProperty("userIdentity").GetProperty("Type").GetString());
        Assert.Equal("dynamodb.amazonaws.com", records[1].GetProperty("userIdentity").GetProperty("PrincipalId").GetString());
        Assert.False(records[0].TryGetProperty("userIdentity", out _));
    }

    private async Task<(string Table, string Arn)> CreateAsync(string view)
    {
        var table = await Target.CreateTableAsync(stream: view);
        return (table, (await Target.Client.DescribeTableAsync(table)).Table.LatestStreamArn);
    }

    private Task PutAsync(string table, string id, string v) => Target.Client.PutItemAsync(table, Item(("id", S(id)), ("v", S(v))));

    private Task UpdateAsync(string table, string id, string v) => Target.Client.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table,
        Key = Item(("id", S(id))),
        UpdateExpression = "SET v = :v",
        ExpressionAttributeValues = Item((":v", S(v))),
    });
}
