using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Operations on tables.</summary>
public sealed class TableContract : DynamoDbContract
{
    [ContractFact]
    public async Task A_new_table_is_described_as_it_was_asked_for()
    {
        string name = await Target.CreateTableAsync(ScalarAttributeType.B, StreamViewType.NEW_IMAGE);

        var table = (await Target.Client.DescribeTableAsync(name)).Table;

        Assert.Equal(TableStatus.ACTIVE, table.TableStatus);
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Equal(["HASH", "RANGE"], table.KeySchema.Select(k => k.KeyType.Value));
        Assert.Equal(StreamViewType.NEW_IMAGE, table.StreamSpecification.StreamViewType);
        Assert.StartsWith($"{table.TableArn}/stream/", table.LatestStreamArn, StringComparison.Ordinal);
        Assert.Equal(0, table.ItemCount);
    }

    [ContractFact]
    public async Task A_name_can_be_used_once_until_the_table_is_deleted()
    {
        string name = await Target.CreateTableAsync();
        var request = new CreateTableRequest(name, [new("id", KeyType.HASH)]) { AttributeDefinitions = [new("id", ScalarAttributeType.S)], BillingMode = BillingMode.PAY_PER_REQUEST };

        var error = await Assert.ThrowsAsync<ResourceInUseException>(() => Target.Client.CreateTableAsync(request));
        await Target.Client.DeleteTableAsync(name);
        await Target.GoneAsync(name);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Target.Client.DescribeTableAsync(name));
        await Target.Client.CreateTableAsync(request);
        await Target.SettledAsync(name);

        Assert.Contains("Table already exists: " + name, error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Tables_are_listed_in_pages()
    {
        var mine = new List<string>();
        foreach (string suffix in new[] { "c", "b", "a" })
        {
            var request = DynamoDbTarget.NewTable();
            request.TableName = $"{(mine.Count == 0 ? request.TableName : mine[0][..^2])}-{suffix}";
            mine.Add(await Target.CreateTableAsync(request));
        }

        var seen = new List<string>();
        string? start = null;
        do
        {
            var page = await Target.Client.ListTablesAsync(new ListTablesRequest { Limit = 2, ExclusiveStartTableName = start });
            seen.AddRange(page.TableNames);
            start = page.LastEvaluatedTableName;
        }
        while (start is not null);

        Assert.Superset(mine.ToHashSet(StringComparer.Ordinal), seen.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
    }

    [ContractFact]
    public async Task Definitions_must_match_the_keys()
    {
        CreateTableRequest Request(params AttributeDefinition[] definitions) =>
            new($"t-{Guid.NewGuid():N}", [new("id", KeyType.HASH)]) { AttributeDefinitions = [.. definitions], BillingMode = BillingMode.PAY_PER_REQUEST };

        var extra = await Assert.ThrowsAsync<AmazonDynamoDBException>(() =>
            Target.Client.CreateTableAsync(Request(new("id", ScalarAttributeType.S), new("x", ScalarAttributeType.S))));
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.CreateTableAsync(Request(new AttributeDefinition("x", ScalarAttributeType.S))));

        Assert.Contains("Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions", extra.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task A_stream_can_be_turned_off_and_a_new_one_on()
    {
        string name = await Target.CreateTableAsync(stream: StreamViewType.NEW_IMAGE);
        string first = (await Target.Client.DescribeTableAsync(name)).Table.LatestStreamArn;

        var off = await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = name, StreamSpecification = new() { StreamEnabled = false } });
        await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = name, StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY } });
        string second = (await Target.Client.DescribeTableAsync(name)).Table.LatestStreamArn;

        Assert.True(off.TableDescription.StreamSpecification is null or { StreamEnabled: false or null });
        Assert.NotEqual(first, second);
    }

    [ContractFact]
    public async Task Time_to_live_is_described_as_it_was_set()
    {
        string name = await Target.CreateTableAsync();

        var before = await Target.Client.DescribeTimeToLiveAsync(name);
        await Target.Client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest { TableName = name, TimeToLiveSpecification = new() { Enabled = true, AttributeName = "expires" } });
        var after = await Target.Client.DescribeTimeToLiveAsync(name);

        Assert.Equal(TimeToLiveStatus.DISABLED, before.TimeToLiveDescription.TimeToLiveStatus);
        Assert.Equal(TimeToLiveStatus.ENABLED, after.TimeToLiveDescription.TimeToLiveStatus);
        Assert.Equal("expires", after.TimeToLiveDescription.AttributeName);
    }

    [ContractFact]
    public async Task Tags_are_kept()
    {
        string name = await Target.CreateTableAsync();
        string arn = (await Target.Client.DescribeTableAsync(name)).Table.TableArn;

        await Target.Client.TagResourceAsync(new TagResourceRequest { ResourceArn = arn, Tags = [new Tag { Key = "a", Value = "1" }, new Tag { Key = "b", Value = "2" }] });
        await Target.Client.UntagResourceAsync(new UntagResourceRequest { ResourceArn = arn, TagKeys = ["a"] });
        var tags = await Target.Client.ListTagsOfResourceAsync(new ListTagsOfResourceRequest { ResourceArn = arn });

        Assert.Equal(["b=2"], tags.Tags.Select(t => $"{t.Key}={t.Value}"));
    }
}
