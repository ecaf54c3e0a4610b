using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using DataSync.LocalAws.Http;
using DataSync.LocalAws.S3;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Local;

/// <summary>A local cloud with a bucket, reached over HTTP or in process.</summary>
internal sealed class S3Cloud : IAsyncDisposable
{
    public const string Region = "eu-west-1";
    public const string Bucket = "a-bucket";

    private readonly HttpMessageHandler? _handler;

    private S3Cloud(LocalCloud cloud, LocalEndpoint? endpoint)
    {
        Cloud = cloud;
        Uri = endpoint?.Uri ?? new Uri("http://in-process.test/");
        _handler = endpoint is null ? cloud.CreateHandler() : null;
        S3 = Client(Region);
    }

    public LocalCloud Cloud { get; }

    public Uri Uri { get; }

    public IAmazonS3 S3 { get; }

    public static async Task<S3Cloud> StartAsync(bool overHttp = true, S3Options? options = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, 123, TimeSpan.Zero));
        var cloud = LocalCloud.Create(new LocalCloudOptions { Time = time, S3 = options });
        var started = new S3Cloud(cloud, overHttp ? await cloud.ListenAsync() : null);
        await started.CreateBucketAsync(Bucket);
        return started;
    }

    public IAmazonS3 Client(string region)
    {
        var config = SdkConfig.For<AmazonS3Config>(region, Uri, _handler);
        config.ForcePathStyle = true;
        return new AmazonS3Client(SdkConfig.Credentials, config);
    }

    /// <summary>The SDK leaves the location out when it has a service address, and S3 wants it.</summary>
    public Task CreateBucketAsync(string name, string region = Region) =>
        Client(region).PutBucketAsync(new PutBucketRequest { BucketName = name, BucketRegionName = region });

    public IAmazonSQS Sqs() => new AmazonSQSClient(SdkConfig.Credentials, SdkConfig.For<AmazonSQSConfig>(Region, Uri, _handler));

    public Task<PutObjectResponse> PutAsync(string key, string body) =>
        S3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = body });

    public async Task<string> ReadAsync(string key)
    {
        using var response = await S3.GetObjectAsync(Bucket, key);
        using var reader = new StreamReader(response.ResponseStream);
        return await reader.ReadToEndAsync();
    }

    /// <summary>An HTTP client for requests the SDK would never send.</summary>
    public HttpClient Http() => _handler is null ? new HttpClient { BaseAddress = Uri } : new HttpClient(_handler, disposeHandler: false) { BaseAddress = Uri };

    public async ValueTask DisposeAsync()
    {
        S3.Dispose();
        await Cloud.DisposeAsync();
    }
}
