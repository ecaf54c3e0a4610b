using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Update expressions and the return values of updates.</summary>
public sealed class UpdateContract : DynamoDbContract
{
    [ContractFact]
    public async Task Set_computes_from_the_item_as_it_was()
    {
        string table = await PutAsync(("a", N("1")), ("b", N("10")));

        var after = await UpdateAsync(table, "SET a = b + :one, b = a - :one, c = if_not_exists(c, :one), d = if_not_exists(a, :one)", (":one", N("1")));

        Assert.Equal("11", after["a"].N);
        Assert.Equal("0", after["b"].N);
        Assert.Equal("1", after["c"].N);
        Assert.Equal("1", after["d"].N);
    }

    [ContractFact]
    public async Task List_append_joins_lists_on_either_side()
    {
        string table = await PutAsync(("l", L(N("2"))));

        var after = await UpdateAsync(
            table,
            "SET l = list_append(l, :three), x = list_append(:three, l), y = list_append(if_not_exists(y, :none), :three)",
            (":three", L(N("3"))),
            (":none", L()));

        Assert.Equal(["2", "3"], after["l"].L.Select(v => v.N));
        Assert.Equal(["3", "2"], after["x"].L.Select(v => v.N));
        Assert.Equal(["3"], after["y"].L.Select(v => v.N));
    }

    [ContractFact]
    public async Task Remove_takes_attributes_and_list_elements_by_their_old_positions()
    {
        string table = await PutAsync(("gone", S("x")), ("l", L(N("0"), N("1"), N("2"), N("3"))), ("m", M(("a", N("1")), ("b", N("2")))));

        var after = await UpdateAsync(table, "REMOVE gone, l[0], l[2], m.a, absent");

        Assert.False(after.ContainsKey("gone"));
        Assert.Equal(["1", "3"], after["l"].L.Select(v => v.N));
        Assert.Equal(["b"], after["m"].M.Keys);
    }

    [ContractFact]
    public async Task Set_beyond_the_end_of_a_list_appends()
    {
        string table = await PutAsync(("l", L(N("0"))));

        var after = await UpdateAsync(table, "SET l[9] = :b, l[5] = :a", (":a", N("5")), (":b", N("9")));

        Assert.Equal(["0", "5", "9"], after["l"].L.Select(v => v.N));
    }

    [ContractFact]
    public async Task Add_and_delete_work_on_numbers_and_sets()
    {
        string table = await PutAsync(("n", N("1.5")), ("tags", SS("a", "b")), ("lone", SS("x")));

        var after = await UpdateAsync(
            table,
            "ADD n :n, fresh :n, tags :c DELETE lone :x",
            (":n", N("2.5")),
            (":c", SS("b", "c")),
            (":x", SS("x")));

        Assert.Equal("4", after["n"].N);
        Assert.Equal("2.5", after["fresh"].N);
        Assert.Equal(["a", "b", "c"], after["tags"].SS.Order(StringComparer.Ordinal));
        Assert.False(after.ContainsKey("lone"));
    }

    [ContractFact]
    public async Task An_update_creates_the_item_it_does_not_find()
    {
        string table = await Target.CreateTableAsync();

        await Target.Client.UpdateItemAsync(new UpdateItemRequest { TableName = table, Key = Item(("id", S("new"))) });
        var item = (await Target.Client.GetItemAsync(table, Item(("id", S("new"))))).Item;

        Assert.Equal(["id"], item.Keys);
    }

    [ContractTheory]
    [InlineData("SET id = :one", "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key")]
    [InlineData("SET a = :one, a = :one", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]")]
    [InlineData("SET m.x = :one REMOVE m", "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, x], path two: [m]")]
    [InlineData("SET m.x = :one, m[0] = :one", "Invalid UpdateExpression: Two document paths conflict with each other")]
    [InlineData("SET a = :one SET b = :one", "Invalid UpdateExpression: The \"SET\" section can only be used once in an update expression;")]
    [InlineData("SET nomap.x = :one", "The document path provided in the update expression is invalid for update")]
    [InlineData("SET b = absent", "The provided expression refers to an attribute that does not exist in the item")]
    [InlineData("SET b = s + :one", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET b = s + :text", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S")]
    [InlineData("ADD b :text", "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND")]
    [InlineData("ADD s :one", "An operand in the update expression has an incorrect data type")]
    [InlineData("SET order = :one", "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: order")]
    [InlineData("SET a :one", "Invalid UpdateExpression: Syntax error; token: \":one\", near: \"a :one\"")]
    [InlineData("UPSERT a = :one", "Invalid UpdateExpression: Syntax error; token: \"UPSERT\", near: \"UPSERT a\"")]
    [InlineData("SET a = size(s) + :one", "Invalid UpdateExpression: The function is not allowed in an update expression; function: size")]
    public async Task A_wrong_update_is_refused_and_changes_nothing(string update, string message)
    {
        string table = await PutAsync(("a", N("1")), ("s", S("text")), ("m", M(("x", N("1")))));
        var values = new List<(string, AttributeValue)>();
        if (update.Contains(":one", StringComparison.Ordinal))
        {
            values.Add((":one", N("1")));
        }
        if (update.Contains(":text", StringComparison.Ordinal))
        {
            values.Add((":text", S("text")));
        }

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => UpdateAsync(table, update, [.. values]));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await Target.Client.GetItemAsync(table, Item(("id", S("1"))))).Item.Count);
    }

    [ContractTheory]
    [InlineData("NONE", null)]
    [InlineData("ALL_OLD", "id,m,n")]
    [InlineData("ALL_NEW", "added,id,m,n")]
    [InlineData("UPDATED_OLD", "m,n")]
    [InlineData("UPDATED_NEW", "added,m,n")]
    public async Task Return_values_of_an_update_are_the_kind_asked_for(string kind, string? names)
    {
        string table = await PutAsync(("n", N("1")), ("m", M(("x", N("1")), ("y", N("1")))));

        var response = await Target.Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            UpdateExpression = "SET n = :v, m.x = :v, added = :v",
            ExpressionAttributeValues = new() { [":v"] = N("2") },
            ReturnValues = new ReturnValue(kind),
        });

        Assert.Equal(names, response.Attributes is { Count: > 0 } a ? string.Join(',', a.Keys.Order(StringComparer.Ordinal)) : null);
        if (names is not null)
        {
            Assert.Equal(kind.Contains("OLD", StringComparison.Ordinal) ? "1" : "2", response.Attributes["n"].N);
            Assert.Equal(kind.StartsWith("UPDATED", StringComparison.Ordinal) ? 1 : 2, response.Attributes["m"].M.Count);
        }
    }

    private async Task<string> PutAsync(params (string, AttributeValue)[] attributes)
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item([("id", S("1")), .. attributes]));
        return table;
    }

    private async Task<Dictionary<string, AttributeValue>> UpdateAsync(string table, string update, params (string, AttributeValue)[] values)
    {
        var response = await Target.Client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = Item(("id", S("1"))),
            UpdateExpression = update,
            ExpressionAttributeValues = values.Length == 0 ? null : Item(values),
            ReturnValues = ReturnValue.ALL_NEW,
        });
        return response.Attributes;
    }
}
