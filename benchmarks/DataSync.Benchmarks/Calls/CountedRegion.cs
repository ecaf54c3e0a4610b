using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.TestUtilities;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Queues;
using DataSync.Benchmarks.Workload;
using DataSync.Core.Serving;
using DataSync.Functions.Apply;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.Health;
using DataSync.Functions.Hosting;
using DataSync.Functions.Route;
using DataSync.LocalAws;
using Microsoft.Extensions.Logging;

namespace DataSync.Benchmarks.Calls;

/// <summary>One region: table, ledger and queues on the local services, and its functions as they are deployed, with every call of theirs counted.</summary>
internal sealed class CountedRegion : IDisposable
{
    public const string LedgerTable = "ledger";
    public const string ItemsTable = "items";

    // As in template.yaml.
    private const int CaptureBatch = 1000;
    private const int ApplyBatch = 10;
    private const int MaxEventBytes = 5 * 1024 * 1024;
    private const string Account = "000000000000";
    private static readonly string[] Queues = ["changes", "parked", "changes-dlq", "parked-dlq", "capture-dlq"];

    private readonly LocalCloud _cloud;
    private readonly CountingHandler _calls;
    private readonly Composition _functions;
    private readonly CaptureItemsFunction _capture;
    private readonly ApplyFunction _apply;
    private readonly string _queueArn;
    private string _streamArn = "";
    private string? _position;

    public CountedRegion(LocalCloud cloud, string region)
    {
        _cloud = cloud;
        _queueArn = $"arn:aws:sqs:{region}:{Account}:changes";
        var credentials = new BasicAWSCredentials("local", "local");
        var http = new HandlerClientFactory(cloud.CreateHandler());
        DynamoDb = new AmazonDynamoDBClient(credentials, new AmazonDynamoDBConfig { ServiceURL = "http://local", AuthenticationRegion = region, HttpClientFactory = http });
        Sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = "http://local", AuthenticationRegion = region, HttpClientFactory = http });
        _calls = new CountingHandler(cloud.CreateHandler());
        _functions = new Composition(SettingsOf(region), TimeProvider.System, TextWriter.Null, new HandlerClientFactory(_calls));
        _capture = _functions.CaptureItems();
        _apply = _functions.Apply();
    }

    /// <summary>For the application; not counted.</summary>
    public AmazonDynamoDBClient DynamoDb { get; }

    private AmazonSQSClient Sqs { get; }

    public async Task CreateAsync()
    {
        foreach (var queue in Queues)
        {
            await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = queue });
        }

        var table = await CreateTableAsync(ItemsTable, "pk", new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES });
        await CreateTableAsync(LedgerTable, "item", null);
        _streamArn = table.LatestStreamArn;
    }

    /// <summary>Runs CaptureItems until the stream is read.</summary>
    public async Task<CallCounts> CaptureAsync()
    {
        while (true)
        {
            var shard = _cloud.DynamoDb.ListShards(_streamArn)[0].ShardId;
            var records = _cloud.DynamoDb.Read(_streamArn, shard, _position, CaptureBatch, MaxEventBytes);
            if (records.Count == 0)
            {
                return _calls.Take();
            }

            var response = await _capture.HandleAsync(Event(records.Select(r => r.Json)), Context());
            Require(response.BatchItemFailures is not { Count: > 0 });
            _position = records[^1].SequenceNumber;
        }
    }

    /// <summary>Runs Apply until the queue is empty. Lambda receives and deletes a batch with one request each.</summary>
    public async Task<(CallCounts Calls, int Messages, int Batches)> ApplyAsync()
    {
        var (messages, batches) = (0, 0);
        while (true)
        {
            var received = await _cloud.Sqs.ReceiveAsync(_queueArn, ApplyBatch, TimeSpan.Zero, visibility: null, CancellationToken.None);
            if (received.Count == 0)
            {
                return (_calls.Take(), messages, batches);
            }

            var response = await _apply.HandleAsync(Event(received.Select(r => r.Json)), Context());
            Require(response.BatchItemFailures.Count == 0);
            foreach (var message in received)
            {
                _cloud.Sqs.Delete(_queueArn, message.ReceiptHandle);
            }

            messages += received.Count;
            batches++;
        }
    }

    public void Dispose()
    {
        _functions.Dispose();
        DynamoDb.Dispose();
        Sqs.Dispose();
        _calls.Dispose();
    }

    private async Task<TableDescription> CreateTableAsync(string name, string key, StreamSpecification? stream)
    {
        var response = await DynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition(key, ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement(key, KeyType.HASH)],
            StreamSpecification = stream,
        });
        return response.TableDescription;
    }

    private static MemoryStream Event(IEnumerable<ReadOnlyMemory<byte>> records)
    {
        var json = new MemoryStream();
        json.Write("{\"Records\":["u8);
        foreach (var (index, record) in records.Index())
        {
            json.Write(index == 0 ? ""u8 : ","u8);
            json.Write(record.Span);
        }

        json.Write("]}"u8);
        json.Position = 0;
        return json;
    }

    private static TestLambdaContext Context() => new() { AwsRequestId = "request", RemainingTime = TimeSpan.FromMinutes(5) };

    private static readonly ReplicationLimits NoLimits = new() { MaxLag = TimeSpan.Zero, MaxBacklogCount = 0, MaxDeadLetterCount = 0, IsFailure = false };

    private static FunctionSettings SettingsOf(string region) => new()
    {
        Sync = Batch.OptionsOf(region),
        Queues = new QueueUrls
        {
            Changes = Url(region, "changes"),
            ChangesTemplate = Url(QueueUrls.RegionPlaceholder, "changes"),
            Parked = Url(region, "parked"),
            ChangesDeadLetters = Url(region, "changes-dlq"),
            ParkedDeadLetters = Url(region, "parked-dlq"),
            CaptureDeadLetters = Url(region, "capture-dlq"),
        },
        TableName = ItemsTable,
        LedgerName = LedgerTable,
        TombstoneRetention = TimeSpan.FromDays(90),
        SendTimeout = TimeSpan.FromSeconds(2),
        MetricsNamespace = "DataSync",
        LogLevel = LogLevel.Critical,
        Health = new HealthSettings { CachePeriod = TimeSpan.FromSeconds(5), TimeLimit = TimeSpan.FromSeconds(2), Limits = NoLimits, UrlChecks = [] },
        Route = new RouteSettings { ConfigurationParameter = "", HealthUrlPattern = "", HealthPeriod = TimeSpan.FromSeconds(10) },
    };

    private static string Url(string region, string queue) => $"https://sqs.{region}.amazonaws.com/{Account}/{queue}";

    private static void Require(bool isDone)
    {
        if (!isDone)
        {
            throw new InvalidOperationException("A function left something undone: the counts would mean nothing.");
        }
    }
}
