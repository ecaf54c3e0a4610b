using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Numbers at their limits, empty values, sets and binaries.</summary>
public sealed class ValueContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("9.9999999999999999999999999999999999999E+125")]
    [InlineData("-9.9999999999999999999999999999999999999E+125")]
    [InlineData("1E-130")]
    [InlineData("-1E-130")]
    [InlineData("-12345678901234567890123456789012345678")]
    [InlineData("0.00012345678901234567890123456789012345678")]
    public async Task Numbers_at_the_edge_of_the_range_are_kept_exactly(string number)
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("n", N(number))));

        // Two spellings of one number are equal only if not a digit of it was lost.
        await Target.Client.PutItemAsync(Conditional(table, "n = :n", N(Respelled(number))));
        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => Target.Client.PutItemAsync(Conditional(table, "n = :n", N("1"))));

        static string Respelled(string number) => number.Contains('E', StringComparison.Ordinal)
            ? number.Replace("E", number.Contains('.', StringComparison.Ordinal) ? "0E" : ".0E", StringComparison.Ordinal)
            : number + (number.Contains('.', StringComparison.Ordinal) ? "0" : ".0");
    }

    [ContractTheory]
    [InlineData("9.9999999999999999999999999999999999999E+126")]
    [InlineData("-1E126")]
    [InlineData("-1E-131")]
    [InlineData("1.00000000000000000000000000000000000001")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1E")]
    [InlineData("--1")]
    [InlineData(" 1")]
    public async Task What_is_no_number_of_38_digits_in_range_is_refused(string number)
    {
        string table = await Target.CreateTableAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("n", N(number)))));

        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [ContractTheory]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("99999999999999999999999999999999999999", "-1", "99999999999999999999999999999999999998")]
    [InlineData("1.5", "-1.5", "0")]
    [InlineData("-3", "1", "-2")]
    [InlineData("1E-20", "1", "1.00000000000000000001")]
    public async Task Sums_are_decimal_and_exact(string first, string second, string sum)
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("n", N(first)), ("added", N(first))));

        var response = await Target.Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            UpdateExpression = "SET n = n + :m ADD added :m",
            ExpressionAttributeValues = Item((":m", N(second))),
            ReturnValues = ReturnValue.ALL_NEW,
        });

        Assert.Equal((sum, sum), (response.Attributes["n"].N, response.Attributes["added"].N));
    }

    [ContractFact]
    public async Task Spellings_of_one_number_are_one_key()
    {
        var request = DynamoDbTarget.NewTable();
        request.AttributeDefinitions[0].AttributeType = ScalarAttributeType.N;
        string table = await Target.CreateTableAsync(request);

        await Target.Client.PutItemAsync(table, Item(("id", N("1.50")), ("v", S("first"))));
        await Target.Client.PutItemAsync(table, Item(("id", N("15E-1")), ("v", S("second"))));
        var read = await Target.Client.GetItemAsync(table, Item(("id", N("1.5"))), consistentRead: true);

        Assert.Equal("second", read.Item["v"].S);
        Assert.Equal(1, (await Target.Client.ScanAsync(new ScanRequest(table) { ConsistentRead = true })).Count);
    }

    [ContractFact]
    public async Task Numbers_sort_by_value_from_negative_to_positive()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.N);
        foreach (string n in new[] { "10", "-1", "0", "-10", "2.5", "1E2", "-0.5" })
        {
            await Target.Client.PutItemAsync(table, Item(("id", S("p")), ("sort", N(n))));
        }

        var page = await Target.Client.QueryAsync(new QueryRequest { TableName = table, KeyConditionExpression = "id = :p", ExpressionAttributeValues = Item((":p", S("p"))), ConsistentRead = true });

        Assert.Equal(["-10", "-1", "-0.5", "0", "2.5", "10", "100"], page.Items.Select(i => i["sort"].N));
    }

    [ContractFact]
    public async Task Binary_keys_sort_as_unsigned_bytes()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.B);
        foreach (byte[] key in new byte[][] { [200], [1, 2], [1], [127], [128, 0] })
        {
            await Target.Client.PutItemAsync(table, Item(("id", S("p")), ("sort", B(key))));
        }

        var page = await Target.Client.QueryAsync(new QueryRequest { TableName = table, KeyConditionExpression = "id = :p", ExpressionAttributeValues = Item((":p", S("p"))), ConsistentRead = true });

        Assert.Equal(["01", "0102", "7F", "8000", "C8"], page.Items.Select(i => Convert.ToHexString(i["sort"].B.ToArray())));
    }

    [ContractFact]
    public async Task Empty_strings_binaries_lists_and_maps_are_values()
    {
        string table = await Target.CreateTableAsync();
        var item = Item(
            ("id", S("1")),
            ("s", S("")),
            ("b", B()),
            ("l", new AttributeValue { L = [], IsLSet = true }),
            ("m", new AttributeValue { M = [], IsMSet = true }));

        await Target.Client.PutItemAsync(table, item);
        await Target.Client.PutItemAsync(Conditional(table, "s = :v AND size(s) = size(l) AND size(b) = size(m) AND attribute_type(l, :l)", S(""), (":l", S("L"))));
    }

    [ContractTheory]
    [InlineData(ScalarAttributeTypeName.String)]
    [InlineData(ScalarAttributeTypeName.Binary)]
    public async Task Keys_may_not_be_empty_not_even_in_an_index(string type)
    {
        var request = DynamoDbTarget.NewTable(new AttributeDefinition("k", new ScalarAttributeType(type)));
        request.GlobalSecondaryIndexes = [new() { IndexName = "by-k", KeySchema = [new("k", KeyType.HASH)], Projection = new() { ProjectionType = ProjectionType.ALL } }];
        string table = await Target.CreateTableAsync(request);
        var empty = type == ScalarAttributeTypeName.String ? S("") : B();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("k", empty))));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.StartsWith("One or more parameter values are not valid.", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Sets_of_all_kinds_come_back_without_order()
    {
        string table = await Target.CreateTableAsync();
        var item = Item(("id", S("1")), ("ss", SS("b", "a")), ("ns", NS("2", "10.0")), ("bs", BS([2], [1, 0])));

        await Target.Client.PutItemAsync(table, item);
        var read = (await Target.Client.GetItemAsync(table, Item(("id", S("1"))), consistentRead: true)).Item;

        Assert.Equal(["a", "b"], read["ss"].SS.Order(StringComparer.Ordinal));
        Assert.Equal(["10", "2"], read["ns"].NS.Order(StringComparer.Ordinal));
        Assert.Equal(["0100", "02"], read["bs"].BS.Select(b => Convert.ToHexString(b.ToArray())).Order(StringComparer.Ordinal));
    }

    [ContractFact]
    public async Task A_binary_set_with_duplicates_is_refused()
    {
        string table = await Target.CreateTableAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.PutItemAsync(table, Item(("id", S("1")), ("bs", BS([1], [1])))));

        Assert.Contains("contains duplicates", error.Message, StringComparison.Ordinal);
    }

    [ContractTheory]
    [InlineData("ss = :ss", true)]
    [InlineData("ns = :ns", true)]
    [InlineData("bs = :bs", true)]
    [InlineData("l = :l", true)]
    [InlineData("l <> :other", true)]
    [InlineData("m = :m", true)]
    [InlineData("contains(bs, :one)", true)]
    [InlineData("contains(ns, :two)", true)]
    [InlineData("contains(l, :nested)", true)]
    [InlineData("contains(b, :one)", true)]
    [InlineData("begins_with(b, :one)", true)]
    [InlineData("yes = :yes", true)]
    [InlineData("nothing = :null", true)]
    [InlineData("attribute_type(nothing, :typeNull)", true)]
    [InlineData("yes <> :null", true)]
    [InlineData("b < :high", true)]
    [InlineData("b BETWEEN :one AND :high", true)]
    [InlineData("size(nested.m) = :two", true)]
    [InlineData("size(absent) = :two", false)]
    [InlineData("n > :text", false)]
    public async Task Values_of_every_type_are_compared(string condition, bool holds)
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(
            ("id", S("1")),
            ("n", N("7")),
            ("ss", SS("a", "b")),
            ("ns", NS("1", "2")),
            ("bs", BS([1], [2])),
            ("b", B(1, 9)),
            ("yes", new AttributeValue { BOOL = true }),
            ("nothing", new AttributeValue { NULL = true }),
            ("l", L(N("1"), M(("x", S("y"))))),
            ("m", M(("a", N("1")), ("b", N("2")))),
            ("nested", M(("m", M(("p", S("1")), ("q", S("2"))))))));
        var values = Item(
            (":ss", SS("b", "a")),
            (":ns", NS("2.0", "1")),
            (":bs", BS([2], [1])),
            (":l", L(N("1.0"), M(("x", S("y"))))),
            (":other", L(M(("x", S("y"))), N("1"))),
            (":m", M(("b", N("2")), ("a", N("1")))),
            (":one", B(1)),
            (":two", N("2")),
            (":nested", M(("x", S("y")))),
            (":yes", new AttributeValue { BOOL = true }),
            (":null", new AttributeValue { NULL = true }),
            (":typeNull", S("NULL")),
            (":high", B(200)),
            (":text", S("1")));
        var used = values.Where(v => condition.Split(' ', ',', '(', ')').Contains(v.Key)).ToDictionary(StringComparer.Ordinal);

        var failure = await Record.ExceptionAsync(() => Target.Client.DeleteItemAsync(new DeleteItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            ConditionExpression = condition,
            ExpressionAttributeValues = used,
        }));

        Assert.Equal(holds ? null : typeof(ConditionalCheckFailedException), failure?.GetType());
    }

    private static PutItemRequest Conditional(string table, string condition, AttributeValue value, params (string Name, AttributeValue Value)[] more) => new()
    {
        TableName = table,
        Item = Item(("id", S("1")), ("n", value)),
        ConditionExpression = condition,
        ExpressionAttributeValues = Item([(condition.Contains(":n", StringComparison.Ordinal) ? ":n" : ":v", value), .. more]),
    };

    private static class ScalarAttributeTypeName
    {
        public const string String = "S";
        public const string Binary = "B";
    }
}
