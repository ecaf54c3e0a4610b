using System.Collections.Concurrent;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SimpleSystemsManagement;
using Amazon.SQS;
using DataSync.Aws.Control;

namespace DataSync.Aws.Clients;

/// <summary>
/// The SDK's clients with every limit set on purpose. AuthenticationRegion is always the region meant: with an endpoint
/// override the SDK would otherwise sign for one region whatever the client was made for, and all regions become one.
/// </summary>
/// <param name="region">This region.</param>
/// <param name="sendTimeout">The longest that one try to reach another region's queue may take.</param>
/// <param name="httpClients">Makes HTTP clients; null for the SDK's own.</param>
/// <param name="credentials">Who calls; null for the SDK's search, which finds what Lambda sets.</param>
/// <param name="endpointUrl">Where every service of every region is; null for AWS, or what <c>AWS_ENDPOINT_URL</c> says.</param>
/// <param name="shortest">For who wants to know soon: the longest one try at anything here may take, with one retry at most. Null for what is usual.</param>
public sealed class AwsClients(
    string region, TimeSpan sendTimeout, HttpClientFactory? httpClients = null, AWSCredentials? credentials = null, Uri? endpointUrl = null, TimeSpan? shortest = null) : IDisposable
{
    // DynamoDB answers in milliseconds; what takes longer than this is lost and worth a retry.
    private static readonly TimeSpan DynamoDbTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LocalQueueTimeout = TimeSpan.FromSeconds(5);
    private const int DynamoDbRetries = 5;
    private const int LocalQueueRetries = 3;

    // Another region that is down is found out quickly: its envelopes are parked, nothing is gained by waiting.
    private const int RemoteQueueRetries = 1;

    // A connection that went away while a function was frozen is worth one more try; the SDK would make ten, beside its retries.
    private const int StaleConnectionRetries = 1;

    // A copy ends when S3 has copied, which for gigabytes from another region takes minutes. What fails is retried by the queue.
    internal static readonly TimeSpan S3Timeout = TimeSpan.FromMinutes(5);
    private const int S3Retries = 2;

    // For people, who wait: a few seconds of trouble are ridden out, more is told.
    private static readonly TimeSpan ApiTimeout = TimeSpan.FromSeconds(15);
    private const int ApiRetries = 2;
    private static readonly TimeSpan ParametersTimeout = TimeSpan.FromSeconds(5);

    private const int ShortestRetries = 1;

    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];

    private readonly ConcurrentDictionary<string, Lazy<IAmazonSQS>> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<IAmazonS3>> _objects = new(StringComparer.Ordinal);
    private readonly Lazy<S3HttpClients> _s3HttpClients = new(() => new S3HttpClients());
    private readonly Lazy<LambdaApi> _lambda = new(() => new LambdaApi((id, service, version) => MakeApi(new ApiConfig(id, service, version) { Timeout = LambdaApi.Timeout, MaxErrorRetry = ApiRetries }, region, httpClients, credentials, endpointUrl)));
    private readonly Lazy<CloudWatchApi> _cloudWatch = new(() => new CloudWatchApi((id, service, version) => MakeApi(new ApiConfig(id, service, version) { Timeout = ApiTimeout, MaxErrorRetry = ApiRetries }, region, httpClients, credentials, endpointUrl)));
    private readonly Lazy<IAmazonDynamoDB> _dynamoDb = new(() => MakeDynamoDb(region, httpClients, credentials, endpointUrl, shortest));

    private readonly Lazy<IAmazonSimpleSystemsManagement> _parameters = new(() => MakeParameters(region, httpClients, credentials, endpointUrl, shortest));

    /// <summary>DynamoDB in this region.</summary>
    public IAmazonDynamoDB DynamoDb => _dynamoDb.Value;

    /// <summary>SQS in a region; null for this one.</summary>
    public IAmazonSQS Sqs(string? target) =>
        _queues.GetOrAdd(target ?? region, name => new Lazy<IAmazonSQS>(() => MakeSqs(name, name == region))).Value;

    /// <summary>S3 in a region; null for this one. A call takes as long as a copy may take, five minutes.</summary>
    public IAmazonS3 S3(string? target) =>
        _objects.GetOrAdd(target ?? region, name => new Lazy<IAmazonS3>(() => MakeS3(name))).Value;

    /// <summary>Lambda in this region.</summary>
    public LambdaApi Lambda => _lambda.Value;

    /// <summary>CloudWatch in this region.</summary>
    public CloudWatchApi CloudWatch => _cloudWatch.Value;

    /// <summary>Systems Manager's Parameter Store in this region.</summary>
    public IAmazonSimpleSystemsManagement Parameters => _parameters.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _queues.Values.Where(c => c.IsValueCreated))
        {
            client.Value.Dispose();
        }

        foreach (var client in _objects.Values.Where(c => c.IsValueCreated))
        {
            client.Value.Dispose();
        }

        if (_s3HttpClients.IsValueCreated)
        {
            _s3HttpClients.Value.Dispose();
        }

        if (_dynamoDb.IsValueCreated)
        {
            _dynamoDb.Value.Dispose();
        }

        if (_lambda.IsValueCreated)
        {
            _lambda.Value.Dispose();
        }

        if (_cloudWatch.IsValueCreated)
        {
            _cloudWatch.Value.Dispose();
        }

        if (_parameters.IsValueCreated)
        {
            _parameters.Value.Dispose();
        }
    }

    private static AmazonDynamoDBClient MakeDynamoDb(string region, HttpClientFactory? httpClients, AWSCredentials? credentials, Uri? endpointUrl, TimeSpan? shortest)
    {
        var config = new AmazonDynamoDBConfig { Timeout = shortest ?? DynamoDbTimeout, MaxErrorRetry = Retries(DynamoDbRetries, shortest) };
        Set(config, region, httpClients, endpointUrl);
        return credentials is null ? new AmazonDynamoDBClient(config) : new AmazonDynamoDBClient(credentials, config);
    }

    private static AmazonSimpleSystemsManagementClient MakeParameters(
        string region, HttpClientFactory? httpClients, AWSCredentials? credentials, Uri? endpointUrl, TimeSpan? shortest)
    {
        var config = new AmazonSimpleSystemsManagementConfig { Timeout = shortest ?? ParametersTimeout, MaxErrorRetry = Retries(ApiRetries, shortest) };
        Set(config, region, httpClients, endpointUrl);
        return credentials is null ? new AmazonSimpleSystemsManagementClient(config) : new AmazonSimpleSystemsManagementClient(credentials, config);
    }

    private AmazonSQSClient MakeSqs(string target, bool isLocal)
    {
        var config = new AmazonSQSConfig
        {
            Timeout = isLocal ? shortest ?? LocalQueueTimeout : sendTimeout,
            MaxErrorRetry = Retries(isLocal ? LocalQueueRetries : RemoteQueueRetries, shortest),
        };
        Set(config, target, httpClients, endpointUrl);
        return credentials is null ? new AmazonSQSClient(config) : new AmazonSQSClient(credentials, config);
    }

    private AmazonS3Client MakeS3(string target)
    {
        var config = new AmazonS3Config { Timeout = shortest ?? S3Timeout, MaxErrorRetry = Retries(S3Retries, shortest) };
        Set(config, target, httpClients ?? _s3HttpClients.Value, endpointUrl);

        // A local server has one name, and buckets are no hosts below it; one behind an HTTP client of our own sees no names at all.
        config.ForcePathStyle = httpClients is not null
            || !string.IsNullOrEmpty(config.ServiceURL)
            || Array.Exists(EndpointVariables, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    private static int Retries(int usual, TimeSpan? shortest) => shortest is null ? usual : Math.Min(usual, ShortestRetries);

    private static ApiClient MakeApi(ApiConfig config, string region, HttpClientFactory? httpClients, AWSCredentials? credentials, Uri? endpointUrl)
    {
        Set(config, region, httpClients, endpointUrl);
        return credentials is null ? new ApiClient(config) : new ApiClient(credentials, config);
    }

    private static void Set(ClientConfig config, string region, HttpClientFactory? httpClients, Uri? endpointUrl)
    {
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        if (endpointUrl is not null)
        {
            config.ServiceURL = endpointUrl.AbsoluteUri;
        }

        config.AuthenticationRegion = region;
        config.RetryMode = RequestRetryMode.Standard;
        config.HttpClientFactory = httpClients;
        config.ThrottleRetries = false;
        config.MaxStaleConnectionRetries = StaleConnectionRetries;
    }
}
