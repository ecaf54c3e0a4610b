using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Protocol;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>What only our own server promises: bounds, concurrency, and answers to malformed requests.</summary>
public sealed class LocalServiceTests : IDisposable
{
    private readonly LocalDynamoDb _local = new();

    [Theory]
    [InlineData("PutItem", "")]
    [InlineData("PutItem", "[]")]
    [InlineData("PutItem", "{\"TableName\":")]
    [InlineData("PutItem", "{\"TableName\":5}")]
    [InlineData("PutItem", "{\"TableName\":\"$T\",\"Item\":[]}")]
    [InlineData("PutItem", "{\"TableName\":\"$T\",\"Item\":{\"id\":\"x\"}}")]
    [InlineData("PutItem", "{\"TableName\":\"$T\",\"Item\":{\"id\":{\"S\":1}}}")]
    [InlineData("PutItem", "{\"TableName\":\"$T\",\"Item\":{\"id\":{\"S\":\"x\"},\"b\":{\"B\":\"not base64!\"}}}")]
    [InlineData("PutItem", "{\"TableName\":\"$T\",\"Item\":{\"id\":{\"S\":\"x\"}}} trailing")]
    [InlineData("Scan", "{\"TableName\":\"$T\",\"Limit\":\"ten\"}")]
    [InlineData("CreateTable", "[]")]
    [InlineData("UpdateTimeToLive", "{\"TableName\":\"$T\"}")]
    public async Task Malformed_requests_are_answered_and_never_throw(string operation, string body)
    {
        string table = await _local.CreateTableAsync();

        AwsResponse response = await CallAsync(operation, body.Replace("$T", table, StringComparison.Ordinal));

        Assert.Equal(400, response.Status);
        Assert.Equal("com.amazon.coral.service#SerializationException", TypeOf(response));
    }

    [Theory]
    [InlineData("{\"id\":{}}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    [InlineData("{\"id\":{\"S\":\"x\",\"N\":\"1\"}}", "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")]
    [InlineData("{\"id\":{\"S\":\"x\"},\"s\":{\"SS\":[]}}", "One or more parameter values were invalid: An string set  may not be empty")]
    [InlineData("{\"id\":{\"S\":\"x\"},\"s\":{\"NULL\":false}}", "One or more parameter values were invalid: Null attribute value types must have the value of true")]
    public async Task Values_that_no_SDK_would_send_are_refused_in_AWS_words(string item, string message)
    {
        string table = await _local.CreateTableAsync();

        AwsResponse response = await CallAsync("PutItem", $$"""{"TableName":"{{table}}","Item":{{item}}}""");

        Assert.Equal("com.amazon.coral.validate#ValidationException", TypeOf(response));
        Assert.Equal(message, JsonDocument.Parse(response.Body).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Legacy_parameters_are_refused_by_name()
    {
        string table = await _local.CreateTableAsync();

        AwsResponse response = await CallAsync("PutItem", $$"""{"TableName":"{{table}}","Item":{"id":{"S":"x"} },"Expected":{} }""");

        Assert.Contains("The legacy parameter Expected is not supported", Encoding.UTF8.GetString(response.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_operation_is_named_as_such()
    {
        Assert.Equal("com.amazon.coral.service#UnknownOperationException", TypeOf(await CallAsync("MakeCoffee", "{}")));
    }

    [Fact]
    public async Task A_stream_keeps_no_more_records_than_its_bound()
    {
        using var bounded = new LocalDynamoDb(new DynamoDbOptions { MaxStreamRecords = 3 });
        string table = await bounded.CreateTableAsync(stream: StreamViewType.KEYS_ONLY);
        string arn = (await bounded.Client.DescribeTableAsync(table)).Table.LatestStreamArn;
        for (int i = 0; i < 3000; i++)
        {
            await bounded.Service.HandleAsync(Request("PutItem", $$"""{"TableName":"{{table}}","Item":{"id":{"S":"{{i}}"} } }"""), CancellationToken.None);
        }

        var records = bounded.Service.Read(arn, bounded.Service.ListShards(arn)[0].ShardId, null, 100, 1_000_000);

        Assert.Equal(["S:2997", "S:2998", "S:2999"], records.Select(r => r.ItemKey));
    }

    [Fact]
    public async Task A_stream_keeps_no_more_bytes_than_its_bound_but_always_the_newest_record()
    {
        using var bounded = new LocalDynamoDb(new DynamoDbOptions { MaxStreamBytes = 2500 });
        string table = await bounded.CreateTableAsync(stream: StreamViewType.NEW_IMAGE);
        string arn = (await bounded.Client.DescribeTableAsync(table)).Table.LatestStreamArn;
        string shard = bounded.Service.ListShards(arn)[0].ShardId;
        foreach (string id in new[] { "a", "b", "c" })
        {
            await bounded.Client.PutItemAsync(table, Item(("id", S(id)), ("data", S(new string('x', 1000)))));
        }
        var two = bounded.Service.Read(arn, shard, null, 100, 1_000_000);
        await bounded.Client.PutItemAsync(table, Item(("id", S("large")), ("data", S(new string('x', 9000)))));
        var one = bounded.Service.Read(arn, shard, null, 100, 1_000_000);

        Assert.Equal(["S:b", "S:c"], two.Select(r => r.ItemKey));
        Assert.Equal(["S:large"], one.Select(r => r.ItemKey));
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing_and_the_stream_replays_to_the_table()
    {
        string table = await _local.CreateTableAsync(stream: StreamViewType.NEW_IMAGE);
        string arn = (await _local.Client.DescribeTableAsync(table)).Table.LatestStreamArn;
        string shard = _local.Service.ListShards(arn)[0].ShardId;
        string add = $$"""{"TableName":"{{table}}","Key":{"id":{"S":"ID"} },"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"} } }""";
        string move = $$"""{"TransactItems":[{"Update":{{add.Replace("ID", "x", StringComparison.Ordinal)}} },{"Update":{{add.Replace("ID", "y", StringComparison.Ordinal)}} }]}""";
        string moveBack = $$"""{"TransactItems":[{"Update":{{add.Replace("ID", "y", StringComparison.Ordinal)}} },{"Update":{{add.Replace("ID", "x", StringComparison.Ordinal)}} }]}""";

        await Parallel.ForEachAsync(Enumerable.Range(0, 4), async (worker, cancellationToken) =>
        {
            for (int i = 0; i < 250; i++)
            {
                await _local.Service.HandleAsync(Request("UpdateItem", add.Replace("ID", "counter", StringComparison.Ordinal)), cancellationToken);
                await _local.Service.HandleAsync(Request("TransactWriteItems", worker % 2 == 0 ? move : moveBack), cancellationToken);
            }
        });

        var replayed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in _local.Service.Read(arn, shard, null, 10_000, 100_000_000))
        {
            replayed[record.ItemKey] = JsonDocument.Parse(record.Json).RootElement.GetProperty("dynamodb").GetProperty("NewImage").GetProperty("n").GetProperty("N").GetString()!;
        }
        Assert.Equal(["S:counter=1000", "S:x=1000", "S:y=1000"], replayed.Select(r => $"{r.Key}={r.Value}").Order(StringComparer.Ordinal));
        var scan = await _local.Client.ScanAsync(new ScanRequest(table));
        Assert.All(scan.Items, item => Assert.Equal("1000", item["n"].N));
    }

    public void Dispose() => _local.Dispose();

    private static AwsRequest Request(string operation, string body) => new("dynamodb", DynamoDbTarget.DefaultRegion, operation, Encoding.UTF8.GetBytes(body));

    private static string? TypeOf(AwsResponse response) => JsonDocument.Parse(response.Body).RootElement.GetProperty("__type").GetString();

    private async Task<AwsResponse> CallAsync(string operation, string body) =>
        await _local.Service.HandleAsync(Request(operation, body), CancellationToken.None);
}
