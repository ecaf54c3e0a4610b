using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Values, limits and the operations on single items.</summary>
public sealed class ItemContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("007.500", "7.5")]
    [InlineData("-0", "0")]
    [InlineData("1E3", "1000")]
    [InlineData("1.5e-3", "0.0015")]
    [InlineData("-0.00", "0")]
    [InlineData("+4", "4")]
    [InlineData("2E+3", "2000")]
    [InlineData("12345678901234567890123456789012345678", "12345678901234567890123456789012345678")]
    [InlineData("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001")]
    [InlineData("100000000000000000000000000000000000000000", "100000000000000000000000000000000000000000")]
    public async Task Numbers_come_back_in_their_normal_form(string written, string read)
    {
        string table = await Target.CreateTableAsync();

        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("n", N(written))));

        Assert.Equal(read, (await GetAsync(table))["n"].N);
    }

    [ContractTheory]
    [InlineData("abc", "The parameter cannot be converted to a numeric value: abc")]
    [InlineData("1 ", "The parameter cannot be converted to a numeric value: 1 ")]
    [InlineData("", "The parameter cannot be converted to a numeric value")]
    [InlineData("123456789012345678901234567890123456789", "Attempting to store more than 38 significant digits in a Number")]
    [InlineData("1E126", "Number overflow. Attempting to store a number with magnitude larger than supported range")]
    [InlineData("1E-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    public async Task Numbers_out_of_range_are_refused(string written, string message)
    {
        string table = await Target.CreateTableAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("n", N(written)))));

        Assert.Equal(message, error.Message);
    }

    [ContractFact]
    public async Task Every_type_survives_unchanged()
    {
        string table = await Target.CreateTableAsync();
        var item = Item(
            ("id", S("1")),
            ("text", S("Grüße \"quoted\" \\ \u0001 \U0001F600")),
            ("empty", S("")),
            ("bytes", B(0, 255, 128)),
            ("yes", new AttributeValue { BOOL = true }),
            ("no", new AttributeValue { BOOL = false }),
            ("nothing", new AttributeValue { NULL = true }),
            ("nested", L(M(("a", L(S("deep")))), NS("1", "2"), SS("x", "y"))));

        await Target.Client.PutItemAsync(table, item);
        var read = await GetAsync(table);

        Assert.Equal(item.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(item["text"].S, read["text"].S);
        Assert.Equal("", read["empty"].S);
        Assert.Equal(new byte[] { 0, 255, 128 }, read["bytes"].B.ToArray());
        Assert.True(read["yes"].BOOL);
        Assert.False(read["no"].BOOL);
        Assert.True(read["nothing"].NULL);
        Assert.Equal("deep", read["nested"].L[0].M["a"].L[0].S);
        Assert.Equal(["1", "2"], read["nested"].L[1].NS.Order(StringComparer.Ordinal));
    }

    [ContractFact]
    public async Task Sets_with_duplicates_are_refused()
    {
        string table = await Target.CreateTableAsync();

        var strings = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("s", SS("a", "a")))));
        var numbers = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("s", NS("1", "1.0")))));

        Assert.Equal("One or more parameter values were invalid: Input collection [a, a] contains duplicates.", strings.Message);
        Assert.Equal("Input collection contains duplicates", numbers.Message);
    }

    [ContractFact]
    public async Task Lists_and_maps_nest_32_levels_deep_and_no_deeper()
    {
        string table = await Target.CreateTableAsync();

        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("deep", Nested(32))));
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("deep", Nested(33)))));

        Assert.Contains("Nesting Levels have exceeded supported limits", error.Message, StringComparison.Ordinal);

        static AttributeValue Nested(int levels) => Enumerable.Range(0, levels).Aggregate(S("x"), (inner, _) => L(inner));
    }

    [ContractFact]
    public async Task An_item_of_400_KB_fits_and_one_byte_more_does_not()
    {
        string table = await Target.CreateTableAsync();
        int room = (400 * 1024) - "id1data".Length;

        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("data", S(new string('x', room)))));
        var put = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("data", S(new string('x', room + 1))))));
        var update = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            UpdateExpression = "SET more = :v",
            ExpressionAttributeValues = Item((":v", S("x"))),
        }));

        Assert.Equal("Item size has exceeded the maximum allowed size", put.Message);
        Assert.Equal("Item size to update has exceeded the maximum allowed size", update.Message);
    }

    [ContractFact]
    public async Task Keys_have_limits_and_may_not_be_empty()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.S);
        var missing = await FailAsync(Item(("id", S("1"))));
        var type = await FailAsync(Item(("id", S("1")), ("sort", N("1"))));
        var empty = await FailAsync(Item(("id", S("")), ("sort", S("1"))));
        var longPartition = await FailAsync(Item(("id", S(new string('x', 2049))), ("sort", S("1"))));
        var longSort = await FailAsync(Item(("id", S("1")), ("sort", S(new string('x', 1025)))));
        await Target.Client.PutItemAsync(table, Item(("id", S(new string('x', 2048))), ("sort", S(new string('x', 1024)))));

        Assert.Equal("One or more parameter values were invalid: Missing the key sort in the item", missing);
        Assert.Equal("One or more parameter values were invalid: Type mismatch for key sort expected: S actual: N", type);
        Assert.Equal("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id", empty);
        Assert.Contains("Size of hashkey has exceeded the maximum size limit", longPartition, StringComparison.Ordinal);
        Assert.Contains("Aggregated size of all range keys has exceeded the size limit", longSort, StringComparison.Ordinal);

        async Task<string> FailAsync(Dictionary<string, AttributeValue> item) =>
            (await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, item))).Message;
    }

    [ContractFact]
    public async Task A_key_that_does_not_fit_the_schema_is_refused()
    {
        string table = await Target.CreateTableAsync();

        var extra = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.GetItemAsync(table, Item(("id", S("1")), ("x", S("1")))));
        var type = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.GetItemAsync(table, Item(("id", N("1")))));

        Assert.Equal("The provided key element does not match the schema", extra.Message);
        Assert.Equal("The provided key element does not match the schema", type.Message);
    }

    [ContractFact]
    public async Task Put_and_delete_return_the_old_item_when_asked()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("v", N("1"))));

        var put = await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("v", N("2"))), ReturnValue.ALL_OLD);
        var delete = await Target.Client.DeleteItemAsync(table, Item(("id", S("1"))), ReturnValue.ALL_OLD);
        var again = await Target.Client.DeleteItemAsync(table, Item(("id", S("1"))), ReturnValue.ALL_OLD);
        var wrong = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1"))), ReturnValue.ALL_NEW));

        Assert.Equal("1", put.Attributes["v"].N);
        Assert.Equal("2", delete.Attributes["v"].N);
        Assert.True(again.Attributes is null or { Count: 0 });
        Assert.Equal("ReturnValues can only be ALL_OLD or NONE", wrong.Message);
    }

    [ContractFact]
    public async Task A_projection_returns_the_paths_it_names()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("a", S("x")), ("m", M(("p", N("1")), ("q", N("2")))), ("l", L(N("0"), N("1"), N("2")))));

        var response = await Target.Client.GetItemAsync(new GetItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            ProjectionExpression = "m.#q, l[2], l[0], absent",
            ExpressionAttributeNames = new() { ["#q"] = "q" },
        });

        Assert.Equal(["l", "m"], response.Item.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["q"], response.Item["m"].M.Keys);
        Assert.Equal(["0", "2"], response.Item["l"].L.Select(v => v.N));
    }

    [ContractFact]
    public async Task Consumed_capacity_counts_kilobytes()
    {
        string table = await Target.CreateTableAsync();
        var item = Item(("id", S("1")), ("data", S(new string('x', 5000))));

        var put = await Target.Client.PutItemAsync(new PutItemRequest { TableName = table, Item = item, ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL });
        var weak = await Target.Client.GetItemAsync(new GetItemRequest { TableName = table, Key = Item(("id", S("1"))), ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL });
        var strong = await Target.Client.GetItemAsync(new GetItemRequest { TableName = table, Key = Item(("id", S("1"))), ConsistentRead = true, ReturnConsumedCapacity = ReturnConsumedCapacity.TOTAL });

        Assert.Equal(5, put.ConsumedCapacity.CapacityUnits);
        Assert.Equal(1, weak.ConsumedCapacity.CapacityUnits);
        Assert.Equal(2, strong.ConsumedCapacity.CapacityUnits);
    }

    [ContractFact]
    public async Task A_missing_table_is_a_resource_not_found()
    {
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Target.Client.PutItemAsync("no-such-table", Item(("id", S("1")))));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Target.Client.DescribeTableAsync("no-such-table"));
    }

    [ContractFact]
    public async Task Regions_know_nothing_of_each_other()
    {
        string table = await Target.CreateTableAsync();
        using var elsewhere = Target.CreateClient("ap-southeast-1");

        await Target.Client.PutItemAsync(table, Item(("id", S("1"))));

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => elsewhere.GetItemAsync(table, Item(("id", S("1")))));
        Assert.Contains($":{Target.Region}:", (await Target.Client.DescribeTableAsync(table)).Table.TableArn, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Strings_order_by_their_utf8_bytes()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.S);
        string[] keys = ["a", "Z", "é", "\uFFFD", "\U0001F600", "aa"];
        foreach (string key in keys)
        {
            await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("sort", S(key))));
        }

        var page = await Target.Client.QueryAsync(new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "id = :id",
            ExpressionAttributeValues = Item((":id", S("1"))),
        });

        Assert.Equal(keys.OrderBy(k => Convert.ToHexString(Encoding.UTF8.GetBytes(k)), StringComparer.Ordinal), page.Items.Select(i => i["sort"].S));
    }

    private async Task<Dictionary<string, AttributeValue>> GetAsync(string table) =>
        (await Target.Client.GetItemAsync(table, Item(("id", S("1"))), consistentRead: true)).Item;
}
