using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>What all expressions have in common: names, paths, placeholders, precedence and size limits.</summary>
public sealed class ExpressionContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("ABORT")]
    [InlineData("status")]
    [InlineData("Timestamp")]
    [InlineData("value")]
    [InlineData("zone")]
    [InlineData("hash")]
    [InlineData("ttl")]
    [InlineData("connection")]
    public async Task A_reserved_word_needs_a_placeholder_in_any_case(string word)
    {
        string table = await TableAsync();
        var request = new GetItemRequest { TableName = table, Key = Item(("id", S("1"))), ProjectionExpression = word };

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.GetItemAsync(request));
        request.ProjectionExpression = "#w";
        request.ExpressionAttributeNames = new() { ["#w"] = word };
        await Target.Client.GetItemAsync(request);

        Assert.Equal($"Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: {word}", error.Message);
    }

    [ContractTheory]
    [InlineData("a = :one OR a = :two AND b = :two", true)]
    [InlineData("a = :two AND b = :two OR b = :one", false)]
    [InlineData("NOT a = :two AND b = :two", true)]
    [InlineData("NOT (a = :two OR b = :one)", true)]
    [InlineData("NOT a = :one OR b = :two", true)]
    [InlineData("a = :one AND NOT b = :one AND NOT b = :three", true)]
    [InlineData("a BETWEEN :one AND :two AND b BETWEEN :two AND :three", true)]
    [InlineData("a IN (:two, :three) OR b IN (:two)", true)]
    [InlineData("NOT a IN (:one)", false)]
    [InlineData("NOT a BETWEEN :two AND :three", true)]
    public async Task Comparison_binds_before_not_and_or(string condition, bool holds)
    {
        string table = await TableAsync(("a", N("1")), ("b", N("2")));

        bool passed = await HoldsAsync(table, condition, (":one", N("1")), (":two", N("2")), (":three", N("3")));

        Assert.Equal(holds, passed);
    }

    [ContractFact]
    public async Task Paths_reach_through_maps_and_lists_and_placeholders()
    {
        string table = await TableAsync(("doc", M(("list", L(S("zero"), M(("a.b", L(N("1"), N("2")))))), ("size", N("3")))));

        bool passed = await HoldsAsync(
            table,
            "doc.#list[1].#dotted[1] = :two AND #doc.#size = :three AND attribute_not_exists(doc.#list[2]) AND attribute_not_exists(doc.#list.x)",
            new Dictionary<string, string> { ["#list"] = "list", ["#dotted"] = "a.b", ["#doc"] = "doc", ["#size"] = "size" },
            (":two", N("2")),
            (":three", N("3")));

        Assert.True(passed);
    }

    [ContractTheory]
    [InlineData("a = #")]
    [InlineData("a = :")]
    [InlineData("a = 5")]
    [InlineData("a = 'text'")]
    [InlineData("a[ = :one")]
    [InlineData("a[-1] = :one")]
    [InlineData("a[x] = :one")]
    [InlineData("a. = :one")]
    [InlineData(".a = :one")]
    [InlineData("a..b = :one")]
    [InlineData("a = :one AND")]
    [InlineData("AND a = :one")]
    [InlineData("(a = :one")]
    [InlineData("a BETWEEN :one")]
    [InlineData("a IN ()")]
    [InlineData("a IN :one")]
    [InlineData("a :one")]
    [InlineData("attribute_exists a")]
    [InlineData("a + :one = :one")]
    public async Task What_is_outside_the_grammar_is_refused(string condition)
    {
        string table = await TableAsync(("a", N("1")));

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => HoldsAsync(table, condition, (":one", N("1"))));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.StartsWith("Invalid ConditionExpression: ", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task In_takes_a_hundred_values_and_no_more()
    {
        string table = await TableAsync(("a", N("99")));
        (string, AttributeValue)[] values = [.. Enumerable.Range(0, 101).Select(i => ($":v{i}", N($"{i}")))];
        string In(int count) => $"a IN ({string.Join(", ", values.Take(count).Select(v => v.Item1))})";

        bool hundred = await HoldsAsync(table, In(100), values[..100]);
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => HoldsAsync(table, In(101), values));

        Assert.True(hundred);
        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [ContractTheory]
    [InlineData("ConditionExpression")]
    [InlineData("UpdateExpression")]
    [InlineData("ProjectionExpression")]
    [InlineData("FilterExpression")]
    [InlineData("KeyConditionExpression")]
    public async Task No_expression_is_longer_than_4_KB(string parameter)
    {
        string table = await TableAsync(("a", N("1")));

        await UseAsync(4096);
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => UseAsync(4097));

        Assert.StartsWith($"Invalid {parameter}: Expression size has exceeded the maximum allowed size;", error.Message, StringComparison.Ordinal);

        Task UseAsync(int bytes)
        {
            string Padded(string text) => text + new string(' ', bytes - text.Length);
            var key = Item(("id", S("1")));
            var value = Item((":v", parameter == "KeyConditionExpression" ? S("1") : N("1")));
            return parameter switch
            {
                "ConditionExpression" => Target.Client.PutItemAsync(new PutItemRequest { TableName = table, Item = Item(("id", S("1")), ("a", N("1"))), ConditionExpression = Padded("a = :v"), ExpressionAttributeValues = value }),
                "UpdateExpression" => Target.Client.UpdateItemAsync(new UpdateItemRequest { TableName = table, Key = key, UpdateExpression = Padded("SET a = :v"), ExpressionAttributeValues = value }),
                "ProjectionExpression" => Target.Client.GetItemAsync(new GetItemRequest { TableName = table, Key = key, ProjectionExpression = Padded("a") }),
                "FilterExpression" => Target.Client.ScanAsync(new ScanRequest { TableName = table, FilterExpression = Padded("a = :v"), ExpressionAttributeValues = value }),
                _ => Target.Client.QueryAsync(new QueryRequest { TableName = table, KeyConditionExpression = Padded("id = :v"), ExpressionAttributeValues = value }),
            };
        }
    }

    [ContractFact]
    public async Task Values_of_an_expression_are_2_MB_at_most()
    {
        string table = await TableAsync(("a", N("1")));
        (string, AttributeValue)[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => ($":v{i}", S(new string('x', 380_000))))];
        string In(int count) => $"NOT a IN ({string.Join(", ", Enumerable.Range(0, count).Select(i => $":v{i}"))})";

        bool passed = await HoldsAsync(table, In(5), Values(5));
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => HoldsAsync(table, In(6), Values(6)));

        Assert.True(passed);
        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [ContractFact]
    public async Task Placeholders_without_an_expression_are_refused()
    {
        string table = await TableAsync();

        var names = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.GetItemAsync(new GetItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            ExpressionAttributeNames = new() { ["#a"] = "a" },
        }));
        var values = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(new PutItemRequest
        {
            TableName = table,
            Item = Item(("id", S("1"))),
            ExpressionAttributeValues = Item((":a", S("a"))),
        }));

        Assert.Equal("ExpressionAttributeNames can only be specified when using expressions", names.Message);
        Assert.StartsWith("ExpressionAttributeValues can only be specified when using expressions", values.Message, StringComparison.Ordinal);
    }

    [ContractTheory]
    [InlineData("SET a = :v, b = a, c.d = :v REMOVE e, f[0] ADD n :n DELETE s :s")]
    [InlineData("REMOVE e DELETE s :s SET a = :v ADD n :n")]
    [InlineData("set a = :v add n :n remove e delete s :s")]
    public async Task Sections_of_an_update_come_in_any_order_and_case(string update)
    {
        string table = await TableAsync(("a", N("1")), ("c", M(("d", N("1")))), ("e", N("1")), ("f", L(N("1"), N("2"))), ("n", N("1")), ("s", SS("x", "y")));

        var after = (await Target.Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            UpdateExpression = update,
            ExpressionAttributeValues = Item((":v", S("new")), (":n", N("2")), (":s", SS("x"))),
            ReturnValues = ReturnValue.ALL_NEW,
        })).Attributes;

        Assert.Equal(("new", "3", "y"), (after["a"].S, after["n"].N, after["s"].SS.Single()));
        Assert.False(after.ContainsKey("e"));
        Assert.Equal(update.Contains("b = a", StringComparison.Ordinal) ? "1" : null, after.GetValueOrDefault("b")?.N);
    }

    private async Task<string> TableAsync(params (string, AttributeValue)[] attributes)
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item([("id", S("1")), .. attributes]));
        return table;
    }

    private Task<bool> HoldsAsync(string table, string condition, params (string Name, AttributeValue Value)[] values) => HoldsAsync(table, condition, names: null, values);

    private async Task<bool> HoldsAsync(string table, string condition, Dictionary<string, string>? names, params (string Name, AttributeValue Value)[] values)
    {
        var used = values.Where(v => condition.Split(' ', ',', '(', ')').Contains(v.Name)).ToArray();
        try
        {
            await Target.Client.DeleteItemAsync(new DeleteItemRequest
            {
                TableName = table,
                Key = Item(("id", S("1"))),
                ConditionExpression = condition,
                ExpressionAttributeNames = names,
                ExpressionAttributeValues = used.Length == 0 ? null : Item(used),
            });
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
