using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using DataSync.Local;
using DataSync.Local.Runtime;
using DataSync.LocalAws.DynamoDb;

namespace DataSync.EndToEnd.Tests;

/// <summary>Three regions with the built functions as processes, from template.yaml. One set serves all tests: each uses items of its own.</summary>
public class RunningRegions : IAsyncLifetime
{
    public const string UsEast = "us-east-1";
    public const string EuWest = "eu-west-1";
    public const string ApSoutheast = "ap-southeast-1";
    public static readonly IReadOnlyList<string> All = [UsEast, EuWest, ApSoutheast];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ConcurrentDictionary<string, AmazonDynamoDBClient> _clients = new();
    private readonly ConcurrentDictionary<string, AmazonS3Client> _buckets = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private TaskCompletionSource _something = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LocalHost? _host;

    public LocalHost Host => _host!;

    public string Table => Host.Regions[0].Output("TableName");

    /// <summary>What the functions printed, newest last.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public virtual async Task InitializeAsync()
    {
        _host = await LocalHost.StartAsync(Options());
        _host.Cloud.DynamoDb.Changed += Notice;
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        foreach (var client in _buckets.Values)
        {
            client.Dispose();
        }

        await Host.DisposeAsync();
    }

    public IAmazonDynamoDB DynamoDb(string region) => _clients.GetOrAdd(region, name => new AmazonDynamoDBClient(
        new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = name }));

    public IAmazonS3 S3(string region) => _buckets.GetOrAdd(region, name => new AmazonS3Client(
        new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = name, ForcePathStyle = true }));

    public string Bucket(string region) => Host.Region(region).Output("ObjectBucketName");

    public Task PutObjectAsync(string region, string name, string text) =>
        S3(region).PutObjectAsync(new PutObjectRequest { BucketName = Bucket(region), Key = name, ContentBody = text });

    /// <summary>All objects of a region: name, ETag and size.</summary>
    public async Task<SortedDictionary<string, string>> ObjectsAsync(string region)
    {
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var request = new ListObjectsV2Request { BucketName = Bucket(region) };
        ListObjectsV2Response page;
        do
        {
            page = await S3(region).ListObjectsV2Async(request);
            foreach (var found in page.S3Objects ?? [])
            {
                objects.Add(found.Key, $"{found.ETag} {found.Size}");
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return objects;
    }

    public AmazonSQSClient Sqs(string region) => new(
        new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = Host.Endpoint.ToString(), AuthenticationRegion = region });

    public string QueueUrl(string region, string logicalId) => Host.Region(region).Queue(logicalId)!.Url;

    public Task PutAsync(string region, string pk, string text) => DynamoDb(region).PutItemAsync(
        Table, new Dictionary<string, AttributeValue> { ["pk"] = new(pk), ["text"] = new(text) });

    public Task DeleteAsync(string region, string pk) => DynamoDb(region).DeleteItemAsync(Table, KeyOf(pk));

    public static Dictionary<string, AttributeValue> KeyOf(string pk) => new() { ["pk"] = new AttributeValue(pk) };

    /// <summary>The item's text in a region; null when there is no item.</summary>
    public async Task<string?> TextAsync(string region, string pk)
    {
        var response = await DynamoDb(region).GetItemAsync(new GetItemRequest { TableName = Table, Key = KeyOf(pk), ConsistentRead = true });
        return response.Item is { Count: > 0 } item ? item["text"].S : null;
    }

    /// <summary>Waits until every region holds this text (null: no item).</summary>
    public Task EverywhereAsync(string pk, string? text) => EventuallyAsync(
        async () =>
        {
            foreach (var region in All)
            {
                if (await TextAsync(region, pk) != text)
                {
                    return false;
                }
            }

            return true;
        },
        $"{pk} holds '{text}' in every region");

    /// <summary>Looks again whenever something happened, until the condition holds; fails when it never does.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> condition, string claim)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = Volatile.Read(ref _something).Task;
            if (await condition())
            {
                return;
            }

            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It never came true that {claim}. The functions' last lines:\n{string.Join('\n', _lines.TakeLast(20))}");
            }
        }
    }

    /// <summary>Messages of a queue, as JSON, without taking them out.</summary>
    public async Task<IReadOnlyList<JsonElement>> PeekAsync(string region, string logicalId)
    {
        using var sqs = Sqs(region);
        var response = await sqs.ReceiveMessageAsync(new Amazon.SQS.Model.ReceiveMessageRequest
        {
            QueueUrl = QueueUrl(region, logicalId),
            MaxNumberOfMessages = 10,
            VisibilityTimeout = 0,
        });
        return [.. (response.Messages ?? []).Select(m => JsonDocument.Parse(m.Body).RootElement.Clone())];
    }

    protected virtual LocalHostOptions Options() => new()
    {
        TemplatePath = Repository.Template,
        FunctionPath = Repository.Functions,
        Regions = All,
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = string.Join(',', All) },
        Time = TimeProvider.System,
        LogSink = Hear,
    };

    private void Notice(ItemChange change) => Signal();

    private void Hear(FunctionLogLine line)
    {
        _lines.Enqueue($"{line.Region} {line.Function} {line.Text}");
        while (_lines.Count > 2000)
        {
            _lines.TryDequeue(out _);
        }

        Signal();
    }

    private void Signal() =>
        Interlocked.Exchange(ref _something, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
