using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>How much fits into batches, transactions and pages, and what is said about more.</summary>
public sealed class LimitContract : DynamoDbContract
{
    [ContractFact]
    public async Task A_batch_reads_a_hundred_items_and_no_more()
    {
        string table = await Target.CreateTableAsync();
        Task<BatchGetItemResponse> GetAsync(int count) => Target.Client.BatchGetItemAsync(new BatchGetItemRequest(new()
        {
            [table] = new KeysAndAttributes { Keys = [.. Enumerable.Range(0, count).Select(i => Item(("id", S($"{i}"))))] },
        }));

        await GetAsync(100);
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => GetAsync(101));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.Contains("oo many items requested for the BatchGetItem call", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task A_batch_answers_with_16_MB_and_names_the_keys_it_left_out()
    {
        string table = await Target.CreateTableAsync();
        List<string> ids = [.. Enumerable.Range(0, 45).Select(i => $"{i}")];
        foreach (var id in ids)
        {
            await Target.Client.PutItemAsync(table, Item(("id", S(id)), ("data", S(new string('x', 390_000)))));
        }

        var seen = new List<string>();
        var rounds = 0;
        var request = new Dictionary<string, KeysAndAttributes> { [table] = new() { Keys = [.. ids.Select(id => Item(("id", S(id))))], ProjectionExpression = "id" } };
        while (request is { Count: > 0 } && rounds < 10)
        {
            var answer = await Target.Client.BatchGetItemAsync(new BatchGetItemRequest(request));
            seen.AddRange(answer.Responses[table].Select(i => i["id"].S));
            request = answer.UnprocessedKeys;
            rounds++;
        }

        Assert.Equal(ids, seen.OrderBy(int.Parse));
        Assert.Equal(2, rounds);
    }

    [ContractFact]
    public async Task A_batch_takes_its_projection_and_misses_nothing_for_a_key_that_is_not_there()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("a", S("x")), ("name", S("n"))));

        var answer = await Target.Client.BatchGetItemAsync(new BatchGetItemRequest(new()
        {
            [table] = new KeysAndAttributes
            {
                Keys = [Item(("id", S("1"))), Item(("id", S("none")))],
                ConsistentRead = true,
                ProjectionExpression = "#n",
                ExpressionAttributeNames = new() { ["#n"] = "name" },
            },
        }));

        Assert.Equal(["name"], Assert.Single(answer.Responses[table]).Keys);
    }

    [ContractFact]
    public async Task A_batch_with_one_wrong_part_writes_nothing()
    {
        string table = await Target.CreateTableAsync();
        WriteRequest good = new(new PutRequest(Item(("id", S("good")))));
        WriteRequest large = new(new PutRequest(Item(("id", S("large")), ("data", S(new string('x', 410_000))))));
        WriteRequest keyless = new(new PutRequest(Item(("v", S("x")))));

        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [good, large] })));
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [good, keyless] })));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [good], ["no-such-table"] = [good] })));

        Assert.Equal(0, (await Target.Client.ScanAsync(new ScanRequest(table) { ConsistentRead = true })).Count);
    }

    [ContractFact]
    public async Task A_transaction_has_a_hundred_actions_and_no_more()
    {
        string table = await Target.CreateTableAsync();
        Task WriteAsync(int count) => Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems = [.. Enumerable.Range(0, count).Select(i => new TransactWriteItem { Put = new Put { TableName = table, Item = Item(("id", S($"{i}"))) } })],
        });
        Task ReadAsync(int count) => Target.Client.TransactGetItemsAsync(new TransactGetItemsRequest
        {
            TransactItems = [.. Enumerable.Range(0, count).Select(i => new TransactGetItem { Get = new Get { TableName = table, Key = Item(("id", S($"{i}"))) } })],
        });

        await WriteAsync(100);
        await ReadAsync(100);
        var write = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => WriteAsync(101));
        var read = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => ReadAsync(101));

        Assert.Equal(("ValidationException", "ValidationException"), (write.ErrorCode, read.ErrorCode));
        Assert.Contains("Member must have length less than or equal to 100", write.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await Target.Client.ScanAsync(new ScanRequest(table) { ConsistentRead = true })).Count);
    }

    [ContractFact]
    public async Task A_transaction_is_4_MB_at_most()
    {
        string table = await Target.CreateTableAsync();
        Task WriteAsync(int count) => Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems = [.. Enumerable.Range(0, count).Select(i => new TransactWriteItem { Put = new Put { TableName = table, Item = Item(("id", S($"{i}")), ("data", S(new string('x', 400_000)))) } })],
        });

        await WriteAsync(10);
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => WriteAsync(11));

        Assert.Equal("ValidationException", error.ErrorCode);
    }

    [ContractFact]
    public async Task Reasons_of_a_cancelled_transaction_are_in_the_order_of_its_actions()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("text")), ("n", S("no number"))));
        await Target.Client.PutItemAsync(table, Item(("id", S("there")), ("v", S("old"))));
        var one = Item((":one", N("1")));

        var error = await Assert.ThrowsAsync<TransactionCanceledException>(() => Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems =
            [
                new() { Delete = new Delete { TableName = table, Key = Item(("id", S("there"))), ConditionExpression = "attribute_not_exists(id)" } },
                new() { Update = new Update { TableName = table, Key = Item(("id", S("text"))), UpdateExpression = "ADD n :one", ExpressionAttributeValues = one } },
                new() { Update = new Update { TableName = table, Key = Item(("id", S("fine"))), UpdateExpression = "ADD n :one", ExpressionAttributeValues = one } },
                new()
                {
                    ConditionCheck = new ConditionCheck
                    {
                        TableName = table,
                        Key = Item(("id", S("none"))),
                        ConditionExpression = "attribute_exists(id)",
                        ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
                    },
                },
            ],
        }));

        Assert.Equal(["ConditionalCheckFailed", "ValidationError", "None", "ConditionalCheckFailed"], error.CancellationReasons.Select(r => r.Code));
        Assert.Equal("The conditional request failed", error.CancellationReasons[0].Message);
        Assert.Equal("An operand in the update expression has an incorrect data type", error.CancellationReasons[1].Message);
        Assert.All(error.CancellationReasons, reason => Assert.True(reason.Item is null or { Count: 0 }));
        Assert.Equal("ADD n", (await Target.Client.GetItemAsync(table, Item(("id", S("fine"))), consistentRead: true)).Item is null ? "ADD n" : "written");
    }

    [ContractFact]
    public async Task A_transaction_spans_tables_and_reads_them_in_order()
    {
        string first = await Target.CreateTableAsync();
        string second = await Target.CreateTableAsync(ScalarAttributeType.N);
        await Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems =
            [
                new() { Put = new Put { TableName = first, Item = Item(("id", S("1")), ("v", S("one"))) } },
                new() { Put = new Put { TableName = second, Item = Item(("id", S("1")), ("sort", N("7")), ("v", S("two"))) } },
            ],
        });

        var read = await Target.Client.TransactGetItemsAsync(new TransactGetItemsRequest
        {
            TransactItems =
            [
                new() { Get = new Get { TableName = second, Key = Item(("id", S("1")), ("sort", N("7"))), ProjectionExpression = "v" } },
                new() { Get = new Get { TableName = first, Key = Item(("id", S("1"))), ProjectionExpression = "v" } },
            ],
        });

        Assert.Equal(["two", "one"], read.Responses.Select(r => Assert.Single(r.Item).Value.S));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_client_token_is_remembered_for_ten_minutes()
    {
        string table = await Target.CreateTableAsync();
        var add = new TransactWriteItemsRequest
        {
            ClientRequestToken = $"{Guid.NewGuid()}",
            TransactItems = [new() { Update = new Update { TableName = table, Key = Item(("id", S("n"))), UpdateExpression = "ADD v :v", ExpressionAttributeValues = Item((":v", N("1"))) } }],
        };

        await Target.Client.TransactWriteItemsAsync(add);
        Local.Time.Advance(TimeSpan.FromMinutes(9));
        await Target.Client.TransactWriteItemsAsync(add);
        var within = await ValueAsync();
        Local.Time.Advance(TimeSpan.FromMinutes(2));
        await Target.Client.TransactWriteItemsAsync(add);

        Assert.Equal(("1", "2"), (within, await ValueAsync()));

        async Task<string> ValueAsync() => (await Target.Client.GetItemAsync(table, Item(("id", S("n"))))).Item["v"].N;
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_page_has_room_for_at_least_one_item(int limit)
    {
        string table = await Target.CreateTableAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.ScanAsync(new ScanRequest { TableName = table, Limit = limit }));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.Contains("Member must have value greater than or equal to 1", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task A_scan_that_fills_its_limit_exactly_still_says_where_it_stopped()
    {
        string table = await Target.CreateTableAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1"))));
        await Target.Client.PutItemAsync(table, Item(("id", S("2"))));

        var page = await Target.Client.ScanAsync(new ScanRequest { TableName = table, Limit = 2, ConsistentRead = true });
        var rest = await Target.Client.ScanAsync(new ScanRequest { TableName = table, ExclusiveStartKey = page.LastEvaluatedKey, ConsistentRead = true });

        Assert.Equal(2, page.Count);
        Assert.True(page.LastEvaluatedKey is { Count: 1 });
        Assert.Equal(0, rest.Count);
    }

    [ContractFact]
    public async Task A_start_key_has_to_be_one()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.N);
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "id = :p",
            ExpressionAttributeValues = Item((":p", S("p"))),
            ExclusiveStartKey = Item(("id", S("p"))),
        };

        var incomplete = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(request));
        request.ExclusiveStartKey = Item(("id", S("elsewhere")), ("sort", N("1")));
        var elsewhere = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(request));

        Assert.StartsWith("The provided starting key is invalid", incomplete.Message, StringComparison.Ordinal);
        Assert.Equal("The provided starting key is outside query boundaries based on provided conditions", elsewhere.Message);
    }
}
