using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace DataSync.Benchmarks.Servers;

/// <summary>One DynamoDB client and one SQS client with a table and a queue to work on.</summary>
internal sealed class SdkClient : IDisposable
{
    private const string Table = "bench";
    private const int Items = 10_000;
    private static readonly string Text = new('x', 150);

    private readonly AmazonDynamoDBClient _dynamoDb;
    private readonly AmazonSQSClient _sqs;
    private string _queueUrl = "";

    private SdkClient(Uri endpoint, int callers)
    {
        var credentials = new BasicAWSCredentials("bench", "bench");
        _dynamoDb = new AmazonDynamoDBClient(credentials, new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "eu-west-1", MaxConnectionsPerServer = callers });
        _sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "eu-west-1", MaxConnectionsPerServer = callers });
    }

    public static async Task<SdkClient> CreateAsync(Uri endpoint, int callers, CancellationToken cancellationToken)
    {
        var client = new SdkClient(endpoint, callers);
        await client._dynamoDb.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = Table,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
                KeySchema = [new KeySchemaElement("pk", KeyType.HASH)],
                StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
            },
            cancellationToken);
        client._queueUrl = (await client._sqs.CreateQueueAsync("bench", cancellationToken)).QueueUrl;
        return client;
    }

    public Task PutAsync(int number) => _dynamoDb.PutItemAsync(Table, new Dictionary<string, AttributeValue>
    {
        ["pk"] = Key(number),
        ["text"] = new AttributeValue(Text),
        ["number"] = new AttributeValue { N = number.ToString(CultureInfo.InvariantCulture) },
    });

    public Task GetAsync(int number) => _dynamoDb.GetItemAsync(Table, new Dictionary<string, AttributeValue> { ["pk"] = Key(number) });

    public Task SendAsync(int number) => _sqs.SendMessageAsync(_queueUrl, Text + Text[..50]);

    public Task SendBatchAsync(int number) => _sqs.SendMessageBatchAsync(
        _queueUrl, [.. Enumerable.Range(0, 10).Select(i => new SendMessageBatchRequestEntry(i.ToString(CultureInfo.InvariantCulture), Text + Text[..50]))]);

    public void Dispose()
    {
        _dynamoDb.Dispose();
        _sqs.Dispose();
    }

    private static AttributeValue Key(int number) => new("item#" + (number % Items).ToString(CultureInfo.InvariantCulture));
}
