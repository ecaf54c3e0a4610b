using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Batches and transactions.</summary>
public sealed class BatchContract : DynamoDbContract
{
    [ContractFact]
    public async Task A_batch_writes_and_deletes_and_a_batch_reads_what_is_there()
    {
        string table = await Target.CreateTableAsync();
        await PutAsync(table, "old", "1");

        var written = await Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new()
        {
            [table] =
            [
                new WriteRequest(new PutRequest(Item(("id", S("a")), ("v", N("1"))))),
                new WriteRequest(new DeleteRequest(Item(("id", S("old"))))),
            ],
        }));
        var read = await Target.Client.BatchGetItemAsync(new BatchGetItemRequest(new()
        {
            [table] = new KeysAndAttributes { Keys = [Item(("id", S("a"))), Item(("id", S("old"))), Item(("id", S("none")))] },
        }));

        Assert.True(written.UnprocessedItems is null or { Count: 0 });
        Assert.Equal(["a"], read.Responses[table].Select(i => i["id"].S));
    }

    [ContractFact]
    public async Task Batches_refuse_duplicates_and_too_many()
    {
        string table = await Target.CreateTableAsync();
        WriteRequest Put(int i) => new(new PutRequest(Item(("id", S($"{i}")))));

        var twice = await Assert.ThrowsAsync<AmazonDynamoDBException>(() =>
            Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [Put(1), Put(1)] })));
        await Assert.ThrowsAsync<AmazonDynamoDBException>(() =>
            Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [.. Enumerable.Range(0, 26).Select(Put)] })));
        await Target.Client.BatchWriteItemAsync(new BatchWriteItemRequest(new() { [table] = [.. Enumerable.Range(0, 25).Select(Put)] }));

        Assert.Equal("Provided list of item keys contains duplicates", twice.Message);
        Assert.Equal(25, (await Target.Client.ScanAsync(new ScanRequest(table))).Count);
    }

    [ContractFact]
    public async Task A_transaction_takes_place_as_a_whole()
    {
        string table = await Target.CreateTableAsync();
        await PutAsync(table, "guard", "1");

        await Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems =
            [
                new() { ConditionCheck = new ConditionCheck { TableName = table, Key = Item(("id", S("guard"))), ConditionExpression = "attribute_exists(id)" } },
                new() { Put = new Put { TableName = table, Item = Item(("id", S("a"))) } },
                new() { Update = new Update { TableName = table, Key = Item(("id", S("b"))), UpdateExpression = "SET v = :v", ExpressionAttributeValues = Item((":v", N("1"))) } },
            ],
        });
        var read = await Target.Client.TransactGetItemsAsync(new TransactGetItemsRequest
        {
            TransactItems = [.. new[] { "a", "b", "none" }.Select(id => new TransactGetItem { Get = new Get { TableName = table, Key = Item(("id", S(id))) } })],
        });

        Assert.Equal(["a", "b", null], read.Responses.Select(r => r.Item is { Count: > 0 } i ? i["id"].S : null));
    }

    [ContractFact]
    public async Task A_cancelled_transaction_changes_nothing_and_gives_a_reason_for_each_action()
    {
        string table = await Target.CreateTableAsync();
        await PutAsync(table, "taken", "7");

        var error = await Assert.ThrowsAsync<TransactionCanceledException>(() => Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems =
            [
                new() { Put = new Put { TableName = table, Item = Item(("id", S("a"))) } },
                new()
                {
                    Put = new Put
                    {
                        TableName = table,
                        Item = Item(("id", S("taken"))),
                        ConditionExpression = "attribute_not_exists(id)",
                        ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
                    },
                },
            ],
        }));

        Assert.Equal("Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]", error.Message);
        Assert.Equal(["None", "ConditionalCheckFailed"], error.CancellationReasons.Select(r => r.Code));
        Assert.Equal("7", error.CancellationReasons[1].Item["v"].N);
        Assert.Equal(1, (await Target.Client.ScanAsync(new ScanRequest(table))).Count);
    }

    [ContractFact]
    public async Task A_repeated_client_token_does_not_write_twice()
    {
        string table = await Target.CreateTableAsync();
        TransactWriteItemsRequest Add(string amount) => new()
        {
            ClientRequestToken = "token-1",
            TransactItems = [new() { Update = new Update { TableName = table, Key = Item(("id", S("n"))), UpdateExpression = "ADD v :v", ExpressionAttributeValues = Item((":v", N(amount))) } }],
        };

        await Target.Client.TransactWriteItemsAsync(Add("1"));
        await Target.Client.TransactWriteItemsAsync(Add("1"));
        await Assert.ThrowsAsync<IdempotentParameterMismatchException>(() => Target.Client.TransactWriteItemsAsync(Add("2")));

        Assert.Equal("1", (await Target.Client.GetItemAsync(table, Item(("id", S("n"))))).Item["v"].N);
    }

    [ContractFact]
    public async Task A_transaction_may_touch_an_item_only_once()
    {
        string table = await Target.CreateTableAsync();
        TransactWriteItem Put() => new() { Put = new Put { TableName = table, Item = Item(("id", S("a"))) } };

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() =>
            Target.Client.TransactWriteItemsAsync(new TransactWriteItemsRequest { TransactItems = [Put(), Put()] }));

        Assert.Equal("Transaction request cannot include multiple operations on one item", error.Message);
    }

    private Task PutAsync(string table, string id, string v) => Target.Client.PutItemAsync(table, Item(("id", S(id)), ("v", N(v))));
}
