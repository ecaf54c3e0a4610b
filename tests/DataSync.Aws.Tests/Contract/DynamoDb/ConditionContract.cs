using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Condition expressions, each tried as the condition of a write on one rich item.</summary>
public sealed class ConditionContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("attribute_exists(n)", true)]
    [InlineData("attribute_exists(absent)", false)]
    [InlineData("attribute_not_exists(absent)", true)]
    [InlineData("attribute_not_exists(n)", false)]
    [InlineData("attribute_exists(m.nest.deep)", true)]
    [InlineData("attribute_exists(m.nest.otherwise)", false)]
    [InlineData("attribute_exists(l[2])", true)]
    [InlineData("attribute_exists(l[3])", false)]
    [InlineData("l[1] = :two", true)]
    [InlineData("m.elements[0].x = :five", true)]
    [InlineData("n = :five", true)]
    [InlineData("n <> :five", false)]
    [InlineData("absent <> :five", true)]
    [InlineData("absent = :five", false)]
    [InlineData("n < :ten", true)]
    [InlineData("n <= :five", true)]
    [InlineData("n > :five", false)]
    [InlineData("n >= :five", true)]
    [InlineData("s < :ten", false)]
    [InlineData("n = :fivelong", true)]
    [InlineData("n BETWEEN :two AND :ten", true)]
    [InlineData("n between :five and :five", true)]
    [InlineData("n NOT_A_WORD :five", null)]
    [InlineData("n IN (:two, :five)", true)]
    [InlineData("n IN (:two, :ten)", false)]
    [InlineData("begins_with(s, :hel)", true)]
    [InlineData("begins_with(s, :ell)", false)]
    [InlineData("contains(s, :ell)", true)]
    [InlineData("contains(ss, :hel)", false)]
    [InlineData("contains(ss, :a)", true)]
    [InlineData("contains(l, :two)", true)]
    [InlineData("contains(ns, :five)", true)]
    [InlineData("size(s) = :five", true)]
    [InlineData("size(l) > :two", true)]
    [InlineData("size(ss) = :two", true)]
    [InlineData("size(b) = :two", true)]
    [InlineData("size(m) = :two", true)]
    [InlineData("attribute_type(n, :typeN)", true)]
    [InlineData("attribute_type(s, :typeN)", false)]
    [InlineData("NOT n = :two", true)]
    [InlineData("NOT n = :five AND n = :two", false)]
    [InlineData("n = :five OR n = :two AND n = :ten", true)]
    [InlineData("(n = :five OR n = :two) AND n = :ten", false)]
    [InlineData("NOT (n = :two OR n = :ten)", true)]
    [InlineData("not not n = :five", true)]
    [InlineData(":five = n", true)]
    [InlineData("n = s", false)]
    [InlineData("((n = :five) AND (s <> :a))", true)]
    public async Task A_condition_means_what_the_grammar_says(string condition, bool? holds)
    {
        string table = await RichItemAsync();

        Exception? failure = await Record.ExceptionAsync(() => DeleteIfAsync(table, condition));

        if (holds == true)
        {
            Assert.Null(failure);
        }
        else
        {
            Assert.IsType(holds is null ? typeof(AmazonDynamoDBException) : typeof(ConditionalCheckFailedException), failure);
        }
    }

    [ContractTheory]
    [InlineData("", "The expression can not be empty;")]
    [InlineData("n =", "Syntax error; token: \"<EOF>\", near: \"=\"")]
    [InlineData("n = :five )", "Syntax error; token: \")\", near: \":five )\"")]
    [InlineData("n == :five", "Syntax error; token: \"=\"")]
    [InlineData("n ! :five", "Syntax error; token: \"!\"")]
    [InlineData("name = :five", "Attribute name is a reserved keyword; reserved keyword: name")]
    [InlineData("n = :nope", "An expression attribute value used in expression is not defined; attribute value: :nope")]
    [InlineData("#nope = :five", "An expression attribute name used in the document path is not defined; attribute name: #nope")]
    [InlineData("nosuch(n)", "Invalid function name; function: nosuch")]
    [InlineData("attribute_exists(n, s)", "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2")]
    [InlineData("begins_with(s, :five)", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N")]
    [InlineData("n BETWEEN :ten AND :two", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound")]
    [InlineData("n BETWEEN :ten AND :a", "The BETWEEN operator requires same data type for lower and upper bounds")]
    [InlineData("((n = :five))", "The expression has redundant parentheses;")]
    [InlineData("n = n", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]")]
    [InlineData("attribute_exists(:five)", "Operator or function requires a document path; operator or function: attribute_exists")]
    [InlineData("attribute_type(n, :a)", "Invalid attribute type name found; type: a")]
    [InlineData("if_not_exists(n, :five)", "The function is not allowed in a condition expression; function: if_not_exists")]
    public async Task A_wrong_condition_is_refused_with_its_reason(string condition, string message)
    {
        string table = await RichItemAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => DeleteIfAsync(table, condition));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.StartsWith("Invalid ConditionExpression: " + message, error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Text_over_4_KB_and_more_than_300_operators_are_refused()
    {
        string table = await RichItemAsync();
        string many = string.Join(" OR ", Enumerable.Repeat("n=:five", 151));
        string longest = string.Join(" OR ", Enumerable.Repeat("n=:five", 150));
        string text = "n = :five" + new string(' ', 4096);

        var operators = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => DeleteIfAsync(table, many));
        var size = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => DeleteIfAsync(table, text));
        await DeleteIfAsync(table, longest);

        Assert.Contains("too many operators", operators.Message, StringComparison.Ordinal);
        Assert.Contains("Expression size has exceeded the maximum allowed size", size.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Unused_names_and_values_are_refused()
    {
        string table = await RichItemAsync();
        var request = new DeleteItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            ConditionExpression = "attribute_exists(n)",
            ExpressionAttributeNames = new() { ["#x"] = "n" },
        };

        var names = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.DeleteItemAsync(request));
        request.ExpressionAttributeNames = null;
        request.ExpressionAttributeValues = new() { [":x"] = S("n") };
        var values = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.DeleteItemAsync(request));

        Assert.Equal("Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}", names.Message);
        Assert.Equal("Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}", values.Message);
    }

    [ContractFact]
    public async Task A_placeholder_name_may_hold_dots_and_reserved_words()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("a.b", S("dot")), ("name", S("word"))));

        await Target.Client.DeleteItemAsync(new DeleteItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            ConditionExpression = "#dot = :dot AND #word = :word",
            ExpressionAttributeNames = new() { ["#dot"] = "a.b", ["#word"] = "name" },
            ExpressionAttributeValues = new() { [":dot"] = S("dot"), [":word"] = S("word") },
        });

        Assert.Null((await Target.Client.GetItemAsync(table, Item(("id", S("1"))))).Item);
    }

    [ContractFact]
    public async Task A_failed_condition_returns_the_item_only_when_asked()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("v", N("7"))));
        var request = new PutItemRequest
        {
            TableName = table,
            Item = Item(("id", S("1")), ("v", N("8"))),
            ConditionExpression = "attribute_not_exists(id)",
        };

        var silent = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => Target.Client.PutItemAsync(request));
        request.ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD;
        var telling = await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => Target.Client.PutItemAsync(request));

        Assert.Equal("The conditional request failed", silent.Message);
        Assert.True(silent.Item is null or { Count: 0 });
        Assert.Equal("7", telling.Item["v"].N);
    }

    private async Task<string> RichItemAsync()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(
            ("id", S("1")),
            ("n", N("5")),
            ("s", S("hello")),
            ("b", B(1, 2)),
            ("ss", SS("a", "b")),
            ("ns", NS("5", "6")),
            ("l", L(N("1"), N("2"), S("three"))),
            ("m", M(("nest", M(("deep", S("x")))), ("elements", L(M(("x", N("5")))))))));
        return table;
    }

    private Task DeleteIfAsync(string table, string condition)
    {
        var values = Item(
            (":two", N("2")),
            (":five", N("5")),
            (":fivelong", N("5.000")),
            (":ten", N("10")),
            (":a", S("a")),
            (":hel", S("hel")),
            (":ell", S("ell")),
            (":typeN", S("N")));
        foreach (string unused in values.Keys.Where(k => !condition.Split(' ', ',', '(', ')').Any(w => w.TrimStart('n', '=') == k)).ToList())
        {
            values.Remove(unused);
        }
        return Target.Client.DeleteItemAsync(new DeleteItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            ConditionExpression = condition,
            ExpressionAttributeValues = values.Count == 0 ? null : values,
        });
    }
}
