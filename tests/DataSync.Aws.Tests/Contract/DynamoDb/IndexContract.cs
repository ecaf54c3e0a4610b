using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Secondary indexes: what is in them, what they return, and how they come and go.</summary>
public sealed class IndexContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("ALL", "extra,id,kind,note")]
    [InlineData("KEYS_ONLY", "id,kind")]
    [InlineData("INCLUDE", "id,kind,note")]
    public async Task A_global_index_returns_what_it_projects(string projection, string attributes)
    {
        string table = await GlobalAsync(projection);
        await PutAsync(table, ("id", S("1")), ("kind", S("x")), ("note", S("n")), ("extra", S("e")));

        var page = await Target.Client.QueryAsync(ByKind(table));

        Assert.Equal(attributes, string.Join(',', Assert.Single(page.Items).Keys.Order(StringComparer.Ordinal)));
    }

    [ContractFact]
    public async Task Items_without_the_key_are_not_in_the_index_and_leave_it_with_it()
    {
        string table = await GlobalAsync("ALL");
        await PutAsync(table, ("id", S("1")), ("kind", S("x")));
        await PutAsync(table, ("id", S("2")));
        var before = await Target.Client.ScanAsync(new ScanRequest { TableName = table, IndexName = "by-kind" });

        await Target.Client.UpdateItemAsync(new UpdateItemRequest { TableName = table, Key = Item(("id", S("1"))), UpdateExpression = "REMOVE kind" });
        var after = await Target.Client.ScanAsync(new ScanRequest { TableName = table, IndexName = "by-kind" });

        Assert.Equal((1, 0), (before.Count, after.Count));
    }

    [ContractFact]
    public async Task A_value_of_another_type_is_refused_for_an_index_key()
    {
        string table = await GlobalAsync("ALL");

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => PutAsync(table, ("id", S("1")), ("kind", N("1"))));

        Assert.Equal("One or more parameter values were invalid: Type mismatch for Index Key kind Expected: S Actual: N IndexName: by-kind", error.Message);
    }

    [ContractFact]
    public async Task What_a_global_index_cannot_do_is_refused()
    {
        string table = await GlobalAsync("KEYS_ONLY");
        var consistent = ByKind(table);
        consistent.ConsistentRead = true;
        var all = ByKind(table);
        all.Select = Select.ALL_ATTRIBUTES;
        var unknown = ByKind(table);
        unknown.IndexName = "by-nothing";

        var first = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(consistent));
        var second = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(all));
        var third = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(unknown));

        Assert.Equal("Consistent reads are not supported on global secondary indexes", first.Message);
        Assert.Equal("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index by-kind because its projection type is not ALL", second.Message);
        Assert.Equal("The table does not have the specified index: by-nothing", third.Message);
    }

    [ContractFact]
    public async Task A_local_index_sorts_a_partition_anew_and_can_fetch_what_it_does_not_project()
    {
        string table = await LocalAsync();
        await PutAsync(table, ("id", S("p")), ("sort", S("a")), ("rank", N("2")), ("note", S("n")));
        await PutAsync(table, ("id", S("p")), ("sort", S("b")), ("rank", N("1")), ("note", S("n")));
        await PutAsync(table, ("id", S("p")), ("sort", S("c")));
        await PutAsync(table, ("id", S("q")), ("sort", S("d")), ("rank", N("0")));
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = "by-rank",
            ConsistentRead = true,
            KeyConditionExpression = "id = :p",
            ExpressionAttributeValues = Item((":p", S("p"))),
        };

        var projected = await Target.Client.QueryAsync(request);
        request.Select = Select.ALL_ATTRIBUTES;
        var fetched = await Target.Client.QueryAsync(request);

        Assert.Equal(["b", "a"], projected.Items.Select(i => i["sort"].S));
        Assert.All(projected.Items, item => Assert.Equal(["id", "rank", "sort"], item.Keys.Order(StringComparer.Ordinal)));
        Assert.All(fetched.Items, item => Assert.Equal("n", item["note"].S));
    }

    [ContractFact]
    public async Task Both_kinds_of_index_are_described()
    {
        string local = await LocalAsync();
        string global = await GlobalAsync("INCLUDE");

        var ofLocal = Assert.Single((await Target.Client.DescribeTableAsync(local)).Table.LocalSecondaryIndexes);
        var ofGlobal = Assert.Single((await Target.Client.DescribeTableAsync(global)).Table.GlobalSecondaryIndexes);

        Assert.Equal(("by-rank", "rank", ProjectionType.KEYS_ONLY), (ofLocal.IndexName, ofLocal.KeySchema[1].AttributeName, ofLocal.Projection.ProjectionType));
        Assert.Equal(("by-kind", IndexStatus.ACTIVE), (ofGlobal.IndexName, ofGlobal.IndexStatus));
        Assert.Equal(["note"], ofGlobal.Projection.NonKeyAttributes);
        Assert.EndsWith("/index/by-kind", ofGlobal.IndexArn, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task An_index_added_later_holds_the_items_that_were_there()
    {
        string table = await Target.CreateTableAsync();
        await PutAsync(table, ("id", S("1")), ("kind", S("x")));
        await PutAsync(table, ("id", S("2")));

        await Target.Client.UpdateTableAsync(AddIndex(table));
        await Target.SettledAsync(table);
        await PutAsync(table, ("id", S("3")), ("kind", S("x")));
        var page = await Target.Client.QueryAsync(ByKind(table));

        Assert.Equal(["1", "3"], page.Items.Select(i => i["id"].S).Order(StringComparer.Ordinal));
        Assert.Equal("by-kind", Assert.Single((await Target.Client.DescribeTableAsync(table)).Table.GlobalSecondaryIndexes).IndexName);
    }

    [ContractFact]
    public async Task An_item_that_does_not_fit_an_index_added_later_is_left_out_of_it()
    {
        string table = await Target.CreateTableAsync();
        await PutAsync(table, ("id", S("1")), ("kind", N("1")));
        await PutAsync(table, ("id", S("2")), ("kind", S("x")));

        await Target.Client.UpdateTableAsync(AddIndex(table));
        await Target.SettledAsync(table);
        var page = await Target.Client.ScanAsync(new ScanRequest { TableName = table, IndexName = "by-kind" });

        Assert.Equal(["2"], page.Items.Select(i => i["id"].S));
    }

    [ContractFact]
    public async Task A_deleted_index_is_gone_and_the_items_stay()
    {
        string table = await GlobalAsync("ALL");
        await PutAsync(table, ("id", S("1")), ("kind", S("x")));

        await Target.Client.UpdateTableAsync(new UpdateTableRequest { TableName = table, GlobalSecondaryIndexUpdates = [new() { Delete = new() { IndexName = "by-kind" } }] });
        await Target.SettledAsync(table);
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(ByKind(table)));

        Assert.Equal("The table does not have the specified index: by-kind", error.Message);
        Assert.Equal(1, (await Target.Client.ScanAsync(new ScanRequest(table) { ConsistentRead = true })).Count);
        Assert.True((await Target.Client.DescribeTableAsync(table)).Table.GlobalSecondaryIndexes is null or { Count: 0 });
    }

    [ContractFact]
    public async Task Index_changes_that_make_no_sense_are_refused()
    {
        string table = await GlobalAsync("ALL");

        var again = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.UpdateTableAsync(AddIndex(table)));
        var missing = await Assert.ThrowsAsync<ResourceNotFoundException>(() => Target.Client.UpdateTableAsync(
            new UpdateTableRequest { TableName = table, GlobalSecondaryIndexUpdates = [new() { Delete = new() { IndexName = "by-nothing" } }] }));
        var undefined = AddIndex(table);
        undefined.AttributeDefinitions = [];
        undefined.GlobalSecondaryIndexUpdates[0].Create.IndexName = "another";
        undefined.GlobalSecondaryIndexUpdates[0].Create.KeySchema = [new("colour", KeyType.HASH)];
        var noDefinition = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.UpdateTableAsync(undefined));

        Assert.Equal("ValidationException", again.ErrorCode);
        Assert.Equal("Requested resource not found", missing.Message);
        Assert.Equal("ValidationException", noDefinition.ErrorCode);
    }

    private static QueryRequest ByKind(string table) => new()
    {
        TableName = table,
        IndexName = "by-kind",
        KeyConditionExpression = "kind = :kind",
        ExpressionAttributeValues = Item((":kind", S("x"))),
    };

    private static UpdateTableRequest AddIndex(string table) => new()
    {
        TableName = table,
        AttributeDefinitions = [new("id", ScalarAttributeType.S), new("kind", ScalarAttributeType.S)],
        GlobalSecondaryIndexUpdates =
        [
            new()
            {
                Create = new CreateGlobalSecondaryIndexAction
                {
                    IndexName = "by-kind",
                    KeySchema = [new("kind", KeyType.HASH)],
                    Projection = new() { ProjectionType = ProjectionType.ALL },
                },
            },
        ],
    };

    private Task PutAsync(string table, params (string, AttributeValue)[] attributes) => Target.Client.PutItemAsync(table, Item(attributes));

    private async Task<string> GlobalAsync(string projection)
    {
        var request = DynamoDbTarget.NewTable(new AttributeDefinition("kind", ScalarAttributeType.S));
        request.GlobalSecondaryIndexes =
        [
            new GlobalSecondaryIndex
            {
                IndexName = "by-kind",
                KeySchema = [new("kind", KeyType.HASH)],
                Projection = new Projection { ProjectionType = projection, NonKeyAttributes = projection == "INCLUDE" ? ["note"] : null },
            },
        ];
        return await Target.CreateTableAsync(request);
    }

    private async Task<string> LocalAsync()
    {
        var request = DynamoDbTarget.NewTable(new AttributeDefinition("sort", ScalarAttributeType.S), new AttributeDefinition("rank", ScalarAttributeType.N));
        request.KeySchema.Add(new KeySchemaElement("sort", KeyType.RANGE));
        request.LocalSecondaryIndexes =
        [
            new LocalSecondaryIndex
            {
                IndexName = "by-rank",
                KeySchema = [new("id", KeyType.HASH), new("rank", KeyType.RANGE)],
                Projection = new Projection { ProjectionType = ProjectionType.KEYS_ONLY },
            },
        ];
        return await Target.CreateTableAsync(request);
    }
}
