using System.Text.Json;
using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>Tables, items and streams by the AWS CLI, which checks every answer's checksum and parses it by the service's own model.</summary>
public sealed class AwsCliDynamoDbTests
{
    [SkippableFact]
    public async Task Tables_are_made_described_changed_and_deleted()
    {
        await using var aws = await AwsCli.StartAsync();
        await aws.RunAsync(
            "dynamodb", "create-table", "--table-name", "orders", "--billing-mode", "PAY_PER_REQUEST",
            "--attribute-definitions", "AttributeName=id,AttributeType=S", "--key-schema", "AttributeName=id,KeyType=HASH");
        await aws.RunAsync("dynamodb", "wait", "table-exists", "--table-name", "orders");

        await aws.RunAsync(
            "dynamodb", "update-table", "--table-name", "orders", "--attribute-definitions", "AttributeName=id,AttributeType=S", "AttributeName=kind,AttributeType=S",
            "--global-secondary-index-updates", """[{"Create":{"IndexName":"by-kind","KeySchema":[{"AttributeName":"kind","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]""");
        await aws.RunAsync("dynamodb", "update-time-to-live", "--table-name", "orders", "--time-to-live-specification", "Enabled=true,AttributeName=expires");
        var table = (await aws.RunAsync("dynamodb", "describe-table", "--table-name", "orders")).GetProperty("Table");
        var ttl = await aws.RunAsync("dynamodb", "describe-time-to-live", "--table-name", "orders");
        await aws.RunAsync("dynamodb", "delete-table", "--table-name", "orders");
        var tables = await aws.RunAsync("dynamodb", "list-tables");

        Assert.Equal("by-kind", table.GetProperty("GlobalSecondaryIndexes")[0].GetProperty("IndexName").GetString());
        Assert.Equal("ENABLED", ttl.GetProperty("TimeToLiveDescription").GetProperty("TimeToLiveStatus").GetString());
        Assert.Empty(tables.GetProperty("TableNames").EnumerateArray());
    }

    [SkippableFact]
    public async Task Items_are_written_and_read_one_by_one_in_batches_and_in_transactions()
    {
        await using var aws = await AwsCli.StartAsync();
        await CreateAsync(aws);
        await aws.RunAsync("dynamodb", "put-item", "--table-name", "items", "--item", """{"id":{"S":"a"},"n":{"N":"1"}}""");
        await aws.RunAsync(
            "dynamodb", "update-item", "--table-name", "items", "--key", """{"id":{"S":"a"}}""",
            "--update-expression", "SET n = n + :one", "--expression-attribute-values", """{":one":{"N":"1"}}""");
        var refused = await aws.FailAsync("dynamodb", "put-item", "--table-name", "items", "--item", """{"id":{"S":"a"}}""", "--condition-expression", "attribute_not_exists(id)");
        await aws.RunAsync("dynamodb", "batch-write-item", "--request-items", """{"items":[{"PutRequest":{"Item":{"id":{"S":"b"}}}},{"PutRequest":{"Item":{"id":{"S":"c"}}}}]}""");
        await aws.RunAsync(
            "dynamodb", "transact-write-items", "--transact-items",
            """[{"Put":{"TableName":"items","Item":{"id":{"S":"d"}}}},{"Delete":{"TableName":"items","Key":{"id":{"S":"c"}}}}]""");
        await aws.RunAsync("dynamodb", "delete-item", "--table-name", "items", "--key", """{"id":{"S":"b"}}""");

        var item = await aws.RunAsync("dynamodb", "get-item", "--table-name", "items", "--key", """{"id":{"S":"a"}}""", "--consistent-read");
        var query = await aws.RunAsync("dynamodb", "query", "--table-name", "items", "--key-condition-expression", "id = :a", "--expression-attribute-values", """{":a":{"S":"a"}}""");
        var scan = await aws.RunAsync("dynamodb", "scan", "--table-name", "items", "--page-size", "1");
        var batch = await aws.RunAsync("dynamodb", "batch-get-item", "--request-items", """{"items":{"Keys":[{"id":{"S":"a"}},{"id":{"S":"b"}}]}}""");

        Assert.Equal("2", item.GetProperty("Item").GetProperty("n").GetProperty("N").GetString());
        Assert.Contains("(ConditionalCheckFailedException) when calling the PutItem operation: The conditional request failed", refused, StringComparison.Ordinal);
        Assert.Equal(1, query.GetProperty("Count").GetInt32());
        Assert.Equal(["a", "d"], scan.GetProperty("Items").EnumerateArray().Select(i => i.GetProperty("id").GetProperty("S").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(1, batch.GetProperty("Responses").GetProperty("items").GetArrayLength());
    }

    [SkippableFact]
    public async Task A_stream_is_found_and_read()
    {
        await using var aws = await AwsCli.StartAsync();
        await CreateAsync(aws, "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
        await aws.RunAsync("dynamodb", "put-item", "--table-name", "items", "--item", """{"id":{"S":"a"},"n":{"N":"1"}}""");

        var streams = await aws.RunAsync("dynamodbstreams", "list-streams", "--table-name", "items");
        var arn = Assert.Single(streams.GetProperty("Streams").EnumerateArray()).GetProperty("StreamArn").GetString()!;
        var stream = await aws.RunAsync("dynamodbstreams", "describe-stream", "--stream-arn", arn);
        var shard = stream.GetProperty("StreamDescription").GetProperty("Shards")[0].GetProperty("ShardId").GetString()!;
        var iterator = await aws.RunAsync("dynamodbstreams", "get-shard-iterator", "--stream-arn", arn, "--shard-id", shard, "--shard-iterator-type", "TRIM_HORIZON");
        var records = await aws.RunAsync("dynamodbstreams", "get-records", "--shard-iterator", iterator.GetProperty("ShardIterator").GetString()!);

        var record = Assert.Single(records.GetProperty("Records").EnumerateArray());
        Assert.Equal("INSERT", record.GetProperty("eventName").GetString());
        Assert.Equal("1", record.GetProperty("dynamodb").GetProperty("NewImage").GetProperty("n").GetProperty("N").GetString());
        Assert.Equal(JsonValueKind.String, records.GetProperty("NextShardIterator").ValueKind);
    }

    private static Task<JsonElement> CreateAsync(AwsCli aws, params string[] more) => aws.RunAsync(
    [
        "dynamodb", "create-table", "--table-name", "items", "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=id,AttributeType=S", "--key-schema", "AttributeName=id,KeyType=HASH",
        .. more,
    ]);
}
