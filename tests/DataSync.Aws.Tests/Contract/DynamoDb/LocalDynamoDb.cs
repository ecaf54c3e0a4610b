using Amazon.DynamoDBv2;
using DataSync.Aws.Tests.Contract.Streams;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using DataSync.LocalAws.DynamoDb;
using DataSync.LocalAws.Http;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Our own server on virtual time, reached by the SDK in process or over HTTP.</summary>
public sealed class LocalDynamoDb : DynamoDbTarget
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private readonly LocalCloud _cloud;
    private readonly HttpMessageHandler _handler;
    private LocalEndpoint? _endpoint;

    public LocalDynamoDb(DynamoDbOptions? options = null)
    {
        _cloud = new LocalCloud(new LocalCloudOptions { Time = Time });
        Service = new DynamoDbService(Time, options: options);
        _cloud.Register("dynamodb", Service);
        _cloud.Register("dynamodbstreams", Service);
        _handler = _cloud.CreateHandler();
    }

    public FakeTimeProvider Time { get; } = new(Start);

    public DynamoDbService Service { get; }

    public static async Task<LocalDynamoDb> OverHttpAsync()
    {
        var target = new LocalDynamoDb();
        target._endpoint = await target._cloud.ListenAsync();
        return target;
    }

    public override AmazonDynamoDBClient CreateClient(string region) => new(SdkConfig.Credentials, Config(region));

    public override async Task CloseAsync() => await _cloud.DisposeAsync();

    protected override StreamsClient CreateStreamsClient() => new(SdkConfig.Credentials, Config(Region));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _handler.Dispose();
        Service.Dispose();
    }

    private AmazonDynamoDBConfig Config(string region) => _endpoint is null
        ? SdkConfig.For<AmazonDynamoDBConfig>(region, new Uri("http://in-process.test/"), _handler)
        : SdkConfig.For<AmazonDynamoDBConfig>(region, _endpoint.Uri);
}
