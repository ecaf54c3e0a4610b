using Amazon.SQS;
using DataSync.Aws.Tests.Contract.DynamoDb;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using DataSync.LocalAws.Http;
using DataSync.LocalAws.Sqs;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>The local cloud on virtual time, reached in process or over HTTP.</summary>
public sealed class LocalSqsServer : ISqsServer
{
    private readonly LocalEndpoint? _endpoint;
    private readonly HttpMessageHandler? _handler;

    private LocalSqsServer(LocalEndpoint? endpoint, LocalCloud cloud, SignallingTimeProvider time)
    {
        _endpoint = endpoint;
        _handler = endpoint is null ? cloud.CreateHandler() : null;
        Cloud = cloud;
        Time = time;
    }

    public LocalCloud Cloud { get; }

    public string Region => DynamoDbTarget.DefaultRegion;

    public string AccountId => Cloud.AccountId;

    public SignallingTimeProvider Time { get; }

    public static LocalSqsServer InProcess()
    {
        var time = new SignallingTimeProvider();
        return new LocalSqsServer(endpoint: null, NewCloud(time), time);
    }

    public static async Task<LocalSqsServer> OverHttpAsync()
    {
        var time = new SignallingTimeProvider();
        var cloud = NewCloud(time);
        return new LocalSqsServer(await cloud.ListenAsync(), cloud, time);
    }

    /// <summary>A cloud of SQS alone: timers of other services would pass for waiting receives.</summary>
    public static LocalCloud NewCloud(TimeProvider time)
    {
        var cloud = new LocalCloud(new LocalCloudOptions { Time = time });
        cloud.Register("sqs", new SqsService(cloud.Time, cloud.AccountId));
        return cloud;
    }

    /// <summary>A client for a server that listens somewhere.</summary>
    public static IAmazonSQS Over(Uri endpoint, string region) => new AmazonSQSClient(SdkConfig.Credentials, SdkConfig.For<AmazonSQSConfig>(region, endpoint));

    public IAmazonSQS Client(string region)
    {
        var endpoint = _endpoint?.Uri ?? new Uri("http://in-process.test/");
        return new AmazonSQSClient(SdkConfig.Credentials, SdkConfig.For<AmazonSQSConfig>(region, endpoint, _handler));
    }

    public Task AdvanceAsync(TimeSpan time)
    {
        Time.Advance(time);
        return Task.CompletedTask;
    }

    public async Task ReceiveWaitsAsync(string queueUrl)
    {
        await Time.TimerStartedAsync();

        // The timer starts inside the queue's lock; asking for the depth waits for that lock.
        _ = Cloud.Sqs.Depth(ArnOf(queueUrl));
    }

    public static string ArnOf(string queueUrl)
    {
        var uri = new Uri(queueUrl);
        return $"arn:aws:sqs:{uri.Host.Split('.')[1]}:{uri.Segments[1].TrimEnd('/')}:{uri.Segments[2]}";
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        _handler?.Dispose();
    }
}
