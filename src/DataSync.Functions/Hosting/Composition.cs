using System.Reflection;
using Amazon.Runtime;
using DataSync.Aws.Clients;
using DataSync.Aws.Items;
using DataSync.Aws.Ledger;
using DataSync.Aws.Objects;
using DataSync.Aws.Queues;
using DataSync.Aws.Serving;
using DataSync.Core.Apply;
using DataSync.Core.Capture;
using DataSync.Core.FanOut;
using DataSync.Core.Forward;
using DataSync.Core.Redrive;
using DataSync.Core.Serving;
using DataSync.Functions.Apply;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.CaptureObjects;
using DataSync.Functions.Forward;
using DataSync.Functions.Health;
using DataSync.Functions.Heartbeat;
using DataSync.Functions.Metrics;
using DataSync.Functions.Redrive;
using DataSync.Functions.Route;

namespace DataSync.Functions.Hosting;

/// <summary>Puts a function together. The only place that knows the system clock.</summary>
public sealed class Composition : IDisposable
{
    private readonly FunctionSettings _settings;
    private readonly TimeProvider _time;
    private readonly AwsClients _clients;
    private readonly SqsQueueSender _queues;
    private readonly DynamoDbLedger _ledger;
    private readonly DynamoDbItemStore _items;
    private readonly DynamoDbHolds _holds;
    private readonly MetricsWriter _metrics;
    private readonly JsonLogger _log;

    // Who asks about health waits: these give up sooner than a change would be given up.
    private readonly Lazy<AwsClients> _healthClients;
    private readonly Lazy<HttpClient> _urlClient = new(UrlHealthCheck.MakeClient);
    private RegionPoller? _poller;

    /// <summary>Makes the parts that all functions share.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Where log lines and metrics go: standard output on Lambda.</param>
    /// <param name="httpClients">Makes the SDK's HTTP clients; null for its own.</param>
    /// <param name="credentials">Who calls AWS; null for the SDK's search, which finds what Lambda sets.</param>
    public Composition(
        FunctionSettings settings, TimeProvider time, TextWriter output, HttpClientFactory? httpClients = null, AWSCredentials? credentials = null)
    {
        _settings = settings;
        _time = time;
        _clients = new AwsClients(settings.Sync.Region, settings.SendTimeout, httpClients, credentials);
        _healthClients = new(() => new AwsClients(settings.Sync.Region, settings.SendTimeout, httpClients, credentials, shortest: settings.Health.TimeLimit));
        _queues = new SqsQueueSender(_clients.Sqs, settings.Queues);
        _ledger = new DynamoDbLedger(_clients.DynamoDb, settings.LedgerName, settings.TombstoneRetention, time);
        _holds = new DynamoDbHolds(_clients.DynamoDb, settings.LedgerName);
        _items = new DynamoDbItemStore(_clients.DynamoDb, settings.TableName, settings.Sync.StampAttribute);
        _metrics = new MetricsWriter(settings.MetricsNamespace, settings.Sync.Region, time, output);
        _log = new JsonLogger(output, settings.LogLevel, settings.Sync.Region, time);
    }

    public CaptureItemsFunction CaptureItems() => new(settings: _settings.Sync, Capture(), _metrics, _log, _time);

    /// <exception cref="InvalidOperationException">No objects are in sync.</exception>
    public CaptureObjectsFunction CaptureObjects()
    {
        if (_settings.Sync.ObjectEntity is null)
        {
            throw new InvalidOperationException(
                $"{FunctionSettings.Prefix}OBJECT_ENTITY is empty: no objects are in sync, and CaptureObjects has nothing to do. Set ObjectSync to on, or remove the function.");
        }

        var handler = new ObjectCaptureHandler(_settings.Sync, _ledger, Objects(), FanOut(), _time);
        return new CaptureObjectsFunction(_settings.Sync, handler, _queues, _metrics, _log, _time);
    }

    public ApplyFunction Apply()
    {
        var sync = _settings.Sync;
        var handler = new ApplyHandler(sync, _ledger, _items, _queues, _time)
        {
            Objects = sync.ObjectEntity is null ? null : new ObjectApplier(sync, _ledger, Objects(), Losers(), _time),
            Gate = sync.ObjectReferenceAttribute is null ? null : new ObjectGate(sync, Objects()),
            Payloads = Payloads(),
            Heard = new DynamoDbHeartbeats(_clients.DynamoDb, _settings.LedgerName),
        };
        return new ApplyFunction(handler, _metrics, _log, _time);
    }

    public ForwardFunction Forward() =>
        new(new ForwardHandler(_settings.Sync, _queues, new TargetBreaker(_time), new HoldWatch(_holds, _time), _time), _metrics, _log, _time);

    public RedriveFunction Redrive()
    {
        var source = new SqsDeadLetterSource(_clients.Sqs(null), _settings.Queues)
        {
            Failures = _settings.FailureBucket.Length == 0 ? null : new FailureBatches(_clients.S3, _settings.FailureBucket),
        };
        return new RedriveFunction(_settings.Sync, new RedriveHandler(source, _queues, _time), CaptureItems(), _log, _time);
    }

    /// <exception cref="InvalidOperationException">It is not said where the serving state is.</exception>
    public HealthFunction Health()
    {
        if (_settings.ServingStateParameter.Length == 0)
        {
            throw new InvalidOperationException(
                $"{FunctionSettings.Prefix}SERVING_STATE_PARAMETER is not set. template.yaml sets it; deploy the function with that template.");
        }

        var (sync, health) = (_settings.Sync, _settings.Health);
        var clients = _healthClients.Value;
        var database = new DatabaseCheck(clients.DynamoDb, _settings.TableName, _settings.LedgerName, health.CachePeriod, _time);
        var heartbeats = new DynamoDbHeartbeats(clients.DynamoDb, _settings.LedgerName);
        var replication = new ReplicationCheck(sync, health.Limits, heartbeats, new SqsQueueDepths(clients.Sqs(null), _settings.Queues), _time);
        IHealthCheck[] storage = sync.ObjectEntity is null ? [] : [new StorageCheck(clients.S3(null), _settings.Bucket, _settings.PayloadBucket, _time)];
        IHealthCheck[] checks = [database, .. storage, replication, .. health.UrlChecks.Select(c => new UrlHealthCheck(c, _urlClient.Value))];
        var state = new ServingStateCheck(new ServingSwitch(clients.Parameters, _settings.ServingStateParameter));
        return new HealthFunction(sync.Region, Version, checks, state, health, _metrics, _log, _time);
    }

    /// <exception cref="InvalidOperationException">It is not said where the routing configuration is.</exception>
    public RouteFunction Route()
    {
        var route = _settings.Route;
        if (route.ConfigurationParameter.Length == 0)
        {
            throw new InvalidOperationException(
                $"{FunctionSettings.Prefix}ROUTING_PARAMETER is not set. template.yaml sets it; deploy the function with that template.");
        }

        var parameter = new TextParameter(_healthClients.Value.Parameters, route.ConfigurationParameter);
        var source = new RoutingSource(parameter.ReadAsync, _settings.Sync.Regions, _log, _time);
        _poller = new RegionPoller(route, UrlHealthCheck.MakeClient(), _log, _time);
        return new RouteFunction(_settings.Sync.Region, source, _poller, route.HealthPeriod, _time);
    }

    public HeartbeatFunction Heartbeat() => new(_settings.Sync, _queues, _metrics, _log, _time);

    /// <inheritdoc/>
    public void Dispose()
    {
        _clients.Dispose();
        _poller?.Dispose();
        if (_healthClients.IsValueCreated)
        {
            _healthClients.Value.Dispose();
        }

        if (_urlClient.IsValueCreated)
        {
            _urlClient.Value.Dispose();
        }
    }

    // The release, without the commit that builds add behind a plus sign.
    private static string Version =>
        typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private CaptureHandler Capture() => new(_settings.Sync, _ledger, _items, FanOut(), _queues, _time);

    private FanOutSender FanOut() =>
        new(_settings.Sync, _queues, new TargetBreaker(_time), new HoldWatch(_holds, _time), _time) { Payloads = Payloads() };

    private S3PayloadStore? Payloads() => _settings.PayloadBucket.Length == 0 ? null : new S3PayloadStore(_clients.S3, _settings.PayloadBucket);

    private S3LoserStore Losers() => new(_clients.S3, _settings.Bucket, _settings.PayloadBucket, _time);

    private S3ObjectStore Objects() => new(_clients.S3, _settings.Bucket);
}
