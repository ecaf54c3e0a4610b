using System.Collections.Concurrent;
using DataSync.LocalAws.CloudWatch;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Http;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3;
using DataSync.LocalAws.Sqs;
using DataSync.LocalAws.Ssm;

namespace DataSync.LocalAws;

/// <summary>
/// AWS on this machine: one set of services for all regions, told apart by the region each
/// caller signs for. Calls come in through an in-process handler (no sockets) or over HTTP on loopback, and are the same
/// to the services either way.
/// </summary>
public sealed class LocalCloud : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, IAwsService> _services = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IRestService> _restServices = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<LocalEndpoint> _endpoints = [];
    private readonly Dispatcher _dispatcher;
    private readonly RestDispatcher _restDispatcher;
    private volatile IFaultInjector? _faults;

    /// <summary>A cloud without services; <see cref="Register(string, IAwsService)"/> adds them.</summary>
    public LocalCloud(LocalCloudOptions options)
    {
        Time = options.Time;
        AccountId = options.AccountId;
        _faults = options.Faults;
        _dispatcher = new Dispatcher(this);
        _restDispatcher = new RestDispatcher(this);
    }

    /// <summary>A cloud with every service that needs no functions.</summary>
    public static LocalCloud Create(LocalCloudOptions options)
    {
        var cloud = new LocalCloud(options);
        var sqs = new SqsService(options.Time, options.AccountId);
        cloud.Register("sqs", sqs);
        var dynamoDb = new DynamoDbService(options.Time, options.AccountId);
        cloud.Register("dynamodb", dynamoDb);
        cloud.Register("dynamodbstreams", dynamoDb);
        cloud.Register("s3", new S3Service(options.Time, options.AccountId, options.S3, () => cloud.Find("sqs")));
        var cloudWatch = new CloudWatchService(options.Time);
        cloudWatch.Add(new QueueMetrics(sqs));
        cloud.Register("monitoring", cloudWatch);
        cloud.Register("ssm", new SsmService(options.Time, options.AccountId));
        return cloud;
    }

    /// <summary>SQS, for event source mappings and live views.</summary>
    /// <exception cref="InvalidOperationException">This cloud was not made by <see cref="Create"/>.</exception>
    public SqsService Sqs => Find("sqs") as SqsService ?? throw new InvalidOperationException("This cloud has no SQS of its own.");

    /// <summary>DynamoDB with its streams, for event source mappings and live views.</summary>
    /// <exception cref="InvalidOperationException">This cloud was not made by <see cref="Create"/>.</exception>
    public DynamoDbService DynamoDb => Find("dynamodb") as DynamoDbService ?? throw new InvalidOperationException("This cloud has no DynamoDB of its own.");

    /// <summary>S3, for its events and for live views.</summary>
    /// <exception cref="InvalidOperationException">This cloud was not made by <see cref="Create"/>.</exception>
    public S3Service S3 => FindRest("s3") as S3Service ?? throw new InvalidOperationException("This cloud has no S3 of its own.");

    /// <summary>CloudWatch's metrics, for those who report figures and for live views.</summary>
    /// <exception cref="InvalidOperationException">There is no CloudWatch in this cloud.</exception>
    public CloudWatchService CloudWatch => Find("monitoring") as CloudWatchService ?? throw new InvalidOperationException("This cloud has no CloudWatch of its own.");

    /// <summary>Systems Manager's Parameter Store, for live views.</summary>
    /// <exception cref="InvalidOperationException">There is no Parameter Store in this cloud.</exception>
    public SsmService Ssm => Find("ssm") as SsmService ?? throw new InvalidOperationException("This cloud has no Parameter Store of its own.");

    /// <summary>The clock of all services.</summary>
    public TimeProvider Time { get; }

    /// <summary>The account every ARN names.</summary>
    public string AccountId { get; }

    /// <summary>Asked before every call that comes in from the next one on; null lets all calls through.</summary>
    public IFaultInjector? Faults
    {
        get => _faults;
        set => _faults = value;
    }

    /// <summary>Serves calls to <paramref name="service"/> (<c>dynamodb</c>, <c>dynamodbstreams</c>, <c>sqs</c>, <c>monitoring</c>, <c>ssm</c>). Each service is registered once.</summary>
    /// <exception cref="InvalidOperationException">The service is registered already.</exception>
    public void Register(string service, IAwsService implementation)
    {
        if (!_services.TryAdd(service, implementation))
        {
            throw new InvalidOperationException($"The service '{service}' is registered already.");
        }
    }

    /// <summary>Serves REST calls to <paramref name="service"/> (<c>s3</c>, <c>lambda</c>). Each service is registered once.</summary>
    /// <exception cref="InvalidOperationException">The service is registered already.</exception>
    public void Register(string service, IRestService implementation)
    {
        if (!_restServices.TryAdd(service, implementation))
        {
            throw new InvalidOperationException($"The service '{service}' is registered already.");
        }
    }

    /// <summary>The service of that name, for calls from within: no fault strikes them.</summary>
    /// <exception cref="InvalidOperationException">There is no such service here.</exception>
    public IAwsService Service(string service) => Find(service) ?? throw new InvalidOperationException($"This cloud has no service '{service}'.");

    /// <summary>The REST service of that name (<c>s3</c>), for calls from within: no fault strikes them.</summary>
    /// <exception cref="InvalidOperationException">There is no such service here.</exception>
    public IRestService RestService(string service) => FindRest(service) ?? throw new InvalidOperationException($"This cloud has no service '{service}'.");

    /// <summary>A handler for an SDK client's HTTP client factory. It answers in process, whatever host the request names; disposing it changes nothing here.</summary>
    public HttpMessageHandler CreateHandler() => new InProcessHandler(_dispatcher, _restDispatcher);

    /// <summary>Serves HTTP/1.1 on 127.0.0.1. <paramref name="port"/> 0 takes a free one. The endpoint is closed with the cloud, or earlier by disposing it.</summary>
    public async Task<LocalEndpoint> ListenAsync(int port = 0, CancellationToken cancellationToken = default)
    {
        var endpoint = await LocalEndpoint.StartAsync(_dispatcher, _restDispatcher, port, cancellationToken);
        _endpoints.Add(endpoint);
        return endpoint;
    }

    /// <summary>Closes every endpoint and ends the services' timers. Long polls that still wait are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_endpoints.TryTake(out var endpoint))
        {
            await endpoint.DisposeAsync();
        }

        foreach (var service in _services.Values.OfType<IDisposable>().Concat(_restServices.Values.OfType<IDisposable>()).Distinct())
        {
            service.Dispose();
        }
    }

    internal IRestService? FindRest(string service) => _restServices.GetValueOrDefault(service);

    internal IAwsService? Find(string service) => _services.GetValueOrDefault(service);
}
