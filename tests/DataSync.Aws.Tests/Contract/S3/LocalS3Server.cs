using Amazon.S3;
using Amazon.SQS;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using DataSync.LocalAws.Http;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>The local cloud on virtual time, reached in process or over HTTP.</summary>
public sealed class LocalS3Server : IS3Server
{
    private readonly LocalCloud _cloud;
    private readonly Uri _uri;
    private readonly HttpMessageHandler? _handler;

    private LocalS3Server(LocalCloud cloud, LocalEndpoint? endpoint)
    {
        _cloud = cloud;
        _uri = endpoint?.Uri ?? new Uri("http://in-process.test/");
        _handler = endpoint is null ? cloud.CreateHandler() : null;
        Http = _handler is null ? new HttpClient() : new HttpClient(_handler, disposeHandler: false);
    }

    public string Region => DynamoDbTarget.DefaultRegion;

    public string OtherRegion => "us-west-2";

    public HttpClient Http { get; }

    // Nobody moves the clock: a receive ends with an event, or not at all.
    public int EventWaitSeconds => 20;

    public static LocalS3Server InProcess() => new(NewCloud(), endpoint: null);

    public static async Task<LocalS3Server> OverHttpAsync()
    {
        var cloud = NewCloud();
        return new LocalS3Server(cloud, await cloud.ListenAsync());
    }

    public IAmazonS3 Client(string region, Action<AmazonS3Config>? configure = null)
    {
        var config = SdkConfig.For<AmazonS3Config>(region, _uri, _handler);
        config.ForcePathStyle = true;
        configure?.Invoke(config);
        return new AmazonS3Client(SdkConfig.Credentials, config);
    }

    public IAmazonSQS SqsClient(string region) => new AmazonSQSClient(SdkConfig.Credentials, SdkConfig.For<AmazonSQSConfig>(region, _uri, _handler));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _cloud.DisposeAsync();
        _handler?.Dispose();
    }

    private static LocalCloud NewCloud() => LocalCloud.Create(new LocalCloudOptions { Time = new SignallingTimeProvider() });
}
