using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using DataSync.Aws.Clients;
using DataSync.Aws.Items;
using DataSync.Aws.Tests.Support;
using DataSync.Core.Items;
using DataSync.Core.Versions;
using DataSync.Functions.Apply;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.CaptureObjects;
using DataSync.Functions.Forward;
using DataSync.Functions.Health;
using DataSync.Functions.Hosting;
using DataSync.Functions.Redrive;
using DataSync.LocalAws;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Support;

/// <summary>One region: its table, ledger and queues, and its functions, which stay warm.</summary>
public sealed class LocalRegion : IDisposable
{
    public const string Table = "app-items";
    public const string Ledger = "sync-ledger";
    public const string Changes = "changes";
    public const string ChangesDlq = "changes-dlq";
    public const string Parked = "parked";
    public const string ParkedDlq = "parked-dlq";
    public const string CaptureDlq = "capture-dlq";
    public const string StateParameter = "/datasync/serving-state";

    private static readonly string[] Queues = [Changes, ChangesDlq, Parked, ParkedDlq, CaptureDlq];

    private readonly LocalCloud _cloud;
    private readonly Composition _parts;
    private readonly Func<TimeProvider, Action<Dictionary<string, string>>?, Composition> _compose;
    private readonly List<Composition> _others = [];
    private readonly CaptureItemsFunction _capture;
    private readonly ApplyFunction _apply;
    private readonly ForwardFunction _forward;
    private readonly CaptureObjectsFunction _captureObjects;
    private readonly Dictionary<string, string> _checkpoints = new(StringComparer.Ordinal);
    private int _invocationCount;

    private LocalRegion(string name, string[] names, LocalCloud cloud, FakeTimeProvider time, Action<Dictionary<string, string>>? change)
    {
        Name = name;
        _cloud = cloud;
        var settings = Variables.Of(name, names);
        change?.Invoke(settings);
        var http = new HandlerClientFactory(cloud.CreateHandler());
        _compose = (clock, differ) =>
        {
            var own = new Dictionary<string, string>(settings, StringComparer.Ordinal);
            differ?.Invoke(own);
            return new Composition(
                FunctionSettings.Read(v => own.GetValueOrDefault(v)), clock, Output, http, new BasicAWSCredentials(Traffic.AccessKeyOf(name), "secret"));
        };
        _parts = _compose(time, null);
        Application = new AwsClients(name, TimeSpan.FromSeconds(2), http, new BasicAWSCredentials("application", "secret"));
        _capture = _parts.CaptureItems();
        _apply = _parts.Apply();
        _forward = _parts.Forward();
        _captureObjects = _parts.CaptureObjects();
        Bucket = new LocalBucket(name, Application);
    }

    public string Name { get; }

    /// <summary>What a test does, as an application would: neither counted nor hindered by <see cref="Traffic"/>.</summary>
    public AwsClients Application { get; }

    /// <summary>The bucket in sync.</summary>
    public LocalBucket Bucket { get; }

    public StringWriter Output { get; } = new();

    public string StreamArn { get; private set; } = "";

    public IReadOnlyList<JsonElement> OutputLines =>
        [.. Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>What the functions logged, in words.</summary>
    public string Said => string.Join('\n', OutputLines.Where(l => l.TryGetProperty("message", out _)).Select(l => l.GetProperty("message").GetString()));

    public static string QueueArn(string region, string queue) => $"arn:aws:sqs:{region}:000000000000:{queue}";

    public static async Task<LocalRegion> CreateAsync(
        string name, string[] names, LocalCloud cloud, FakeTimeProvider time, Action<Dictionary<string, string>>? settings)
    {
        var region = new LocalRegion(name, names, cloud, time, settings);
        region.StreamArn = await region.CreateTableAsync(Table, "pk", new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES });
        await region.CreateTableAsync(Ledger, "item", stream: null);
        foreach (var queue in Queues)
        {
            await region.Application.Sqs(null).CreateQueueAsync(queue);
        }

        await region.Bucket.CreateAsync();
        await region.Application.Parameters.PutParameterAsync(new PutParameterRequest { Name = StateParameter, Type = ParameterType.String, Value = "serving" });
        return region;
    }

    public Task PutAsync(string json) => Application.DynamoDb.PutItemAsync(Table, AttributeValues.Read(Encoding.UTF8.GetBytes(json)));

    public Task DeleteAsync(string pk) => Application.DynamoDb.DeleteItemAsync(Table, KeyOf(pk));

    /// <summary>A local write, captured, and over it an older version that the service wrote without seeing it: not captured yet.</summary>
    public async Task OverwriteAsync(string pk)
    {
        var json = "{\"pk\":{\"S\":\"" + pk + "\"},\"n\":{\"N\":\"1\"}}";
        await PutAsync(json);
        await CaptureAsync();
        var older = StoredItem.Stamped(StoredItem.Parse(json.Replace("\"1\"", "\"0\"", StringComparison.Ordinal)).Content, new ItemVersion(1_000_000_000_000, 0, LocalRegions.Virginia));
        var attributes = AttributeValues.Read(older.Content.Canonical);
        attributes[Stamp.DefaultAttribute] = new AttributeValue { S = older.Stamp!.Value.ToString() };
        await Application.DynamoDb.PutItemAsync(Table, attributes);
    }

    /// <summary>Makes the ledger say that another version of an object is being written just now.</summary>
    public Task HoldLeaseAsync(string row) => Application.DynamoDb.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = Ledger,
        Key = new(StringComparer.Ordinal) { ["item"] = new AttributeValue { S = row } },
        UpdateExpression = "SET pending = :p",
        ExpressionAttributeValues = new(StringComparer.Ordinal)
        {
            [":p"] = new AttributeValue { S = $"{new ItemVersion(1_767_225_600_900, 0, LocalRegions.Dublin)}/1767225600000" },
        },
    });

    /// <summary>The item as it stands, with its stamp; null when there is none.</summary>
    public async Task<StoredItem?> ReadAsync(string pk)
    {
        var response = await Application.DynamoDb.GetItemAsync(new GetItemRequest { TableName = Table, Key = KeyOf(pk), ConsistentRead = true });
        return response.Item is { Count: > 0 } item ? AttributeValues.ToItem(item, Stamp.DefaultAttribute) : null;
    }

    public async Task SendAsync(string queue, string body) =>
        await Application.Sqs(null).SendMessageAsync($"http://127.0.0.1/000000000000/{queue}", body);

    public int Visible(string queue) => _cloud.Sqs.Depth(QueueArn(Name, queue)).Visible;

    public int Delayed(string queue) => _cloud.Sqs.Depth(QueueArn(Name, queue)).Delayed;

    /// <summary>The bodies of a queue's visible messages, which stay there.</summary>
    public async Task<IReadOnlyList<JsonElement>> PeekAsync(string queue)
    {
        var messages = await _cloud.Sqs.ReceiveAsync(QueueArn(Name, queue), 10_000, TimeSpan.Zero, TimeSpan.Zero, default);
        return [.. messages.Select(m => JsonDocument.Parse(JsonDocument.Parse(m.Json).RootElement.GetProperty("body").GetString()!).RootElement)];
    }

    /// <summary>Gives CaptureItems what the stream has. Returns the sequence numbers it names as failed; null when there was nothing.</summary>
    public async Task<IReadOnlyList<string>?> CaptureAsync()
    {
        List<string>? failed = null;
        foreach (var shard in _cloud.DynamoDb.ListShards(StreamArn))
        {
            var records = _cloud.DynamoDb.Read(StreamArn, shard.ShardId, _checkpoints.GetValueOrDefault(shard.ShardId), 10_000, int.MaxValue);
            if (records.Count == 0)
            {
                continue;
            }

            var first = await CaptureAsync(Payloads.Event(records.Select(r => r.Json)));
            (failed ??= []).AddRange(first is null ? [] : [first]);
            if (records.TakeWhile(r => r.SequenceNumber != first).LastOrDefault() is { } done)
            {
                _checkpoints[shard.ShardId] = done.SequenceNumber;
            }
        }

        return failed;
    }

    /// <summary>Gives CaptureItems this event. Returns the sequence number it wants to go on from; null when all is done.</summary>
    public async Task<string?> CaptureAsync(Stream payload)
    {
        var response = await _capture.HandleAsync(payload, Context());
        return response.BatchItemFailures?.SingleOrDefault()?.ItemIdentifier;
    }

    public Task<IReadOnlyList<string>?> ApplyAsync() => DrainAsync(Changes, payload => _apply.HandleAsync(payload, Context()));

    public Task<SQSBatchResponse> ApplyAsync(Stream payload) => _apply.HandleAsync(payload, Context());

    /// <summary>Gives CaptureObjects what the queue of the bucket's events has.</summary>
    public Task<IReadOnlyList<string>?> CaptureObjectsAsync() => DrainAsync(LocalBucket.Events, payload => _captureObjects.HandleAsync(payload, Context()));

    public Task<IReadOnlyList<string>?> ForwardAsync() => DrainAsync(Parked, payload => _forward.HandleAsync(payload, Context()));

    public Task<SQSBatchResponse> ForwardAsync(Stream payload) => _forward.HandleAsync(payload, Context());

    public Task<RedriveResponse> RedriveAsync(string queue, int? max = null, string? reason = null) =>
        RedriveAsync(new RedriveInvocation { Queue = queue, Max = max, Reason = reason });

    public Task<RedriveResponse> RedriveAsync(RedriveInvocation invocation) => _parts.Redrive().HandleAsync(invocation, Context());

    /// <summary>The health function of a process of its own.</summary>
    public HealthFunction MakeHealth(TimeProvider clock, Action<Dictionary<string, string>>? differ = null)
    {
        var parts = _compose(clock, differ);
        _others.Add(parts);
        return parts.Health();
    }

    public Task HeartbeatAsync() => _parts.Heartbeat().HandleAsync(Payloads.Sample("heartbeat.json"), Context());

    public void Dispose()
    {
        _parts.Dispose();
        _others.ForEach(o => o.Dispose());
        Application.Dispose();
    }

    // Returns the ids of the messages that come again; null when there were none at all.
    private async Task<IReadOnlyList<string>?> DrainAsync(string queue, Func<Stream, Task<SQSBatchResponse>> handle)
    {
        var arn = QueueArn(Name, queue);
        var messages = await _cloud.Sqs.ReceiveAsync(arn, 10_000, TimeSpan.Zero, visibility: null, default);
        if (messages.Count == 0)
        {
            return null;
        }

        var response = await handle(Payloads.Event(messages.Select(m => m.Json)));
        var failed = response.BatchItemFailures.Select(f => f.ItemIdentifier!).ToHashSet(StringComparer.Ordinal);
        foreach (var message in messages.Where(m => !failed.Contains(m.MessageId)))
        {
            _cloud.Sqs.Delete(arn, message.ReceiptHandle);
        }

        return [.. failed];
    }

    public TestLambdaContext Context() => new() { AwsRequestId = $"request-{++_invocationCount}", RemainingTime = TimeSpan.FromSeconds(30) };

    private async Task<string> CreateTableAsync(string name, string key, StreamSpecification? stream)
    {
        var response = await Application.DynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition(key, ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement(key, KeyType.HASH)],
            StreamSpecification = stream!,
        });
        return response.TableDescription.LatestStreamArn ?? "";
    }

    private static Dictionary<string, AttributeValue> KeyOf(string pk) => new(StringComparer.Ordinal) { ["pk"] = new AttributeValue { S = pk } };
}
