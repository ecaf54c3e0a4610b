using System.Collections.Concurrent;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Clients;
using DataSync.Aws.Objects;
using DataSync.Aws.Tests.Support;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>A bucket in each of two regions, the stores of this one, and every call they make.</summary>
internal sealed class S3Regions : IAsyncDisposable, IFaultInjector
{
    public const string Here = "eu-west-1";
    public const string There = "us-east-1";
    public const string Bucket = "the-bucket-here";
    public const string Origin = "the-bucket-there";
    public const string Payloads = "payloads-here";

    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentDictionary<string, IAmazonS3> _clients = new();
    private readonly S3HttpClients _http;

    private readonly Uri _uri;

    private S3Regions(FakeTimeProvider time, LocalCloud cloud, Uri? uri, S3CopyOptions? copies)
    {
        Time = time;
        Cloud = cloud;
        _uri = uri ?? new Uri("http://in-process.test/");
        _http = new S3HttpClients(uri is null ? cloud.CreateHandler() : null);
        Objects = new S3ObjectStore(Client, Bucket, copies);
    }

    public LocalCloud Cloud { get; }

    public FakeTimeProvider Time { get; }

    public S3ObjectStore Objects { get; }

    /// <summary>Operation and what it is about, such as <c>HeadObject the-bucket-here/key</c>, since <see cref="Forget"/>.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Called before each call; what it returns is answered instead.</summary>
    public Func<string, AwsResponse?>? Fault { get; set; }

    /// <summary>The operation whose answers are lost after it was carried out.</summary>
    public string? LosesAnswerOf { get; set; }

    public static async Task<S3Regions> CreateAsync(S3Options? options = null, S3CopyOptions? copies = null, bool overHttp = false)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var cloud = LocalCloud.Create(new LocalCloudOptions { Time = time, S3 = options });
        var regions = new S3Regions(time, cloud, overHttp ? (await cloud.ListenAsync()).Uri : null, copies);
        await regions.Client(Here).PutBucketAsync(new PutBucketRequest { BucketName = Bucket, BucketRegionName = Here });
        await regions.Client(Here).PutBucketAsync(new PutBucketRequest { BucketName = Payloads, BucketRegionName = Here });
        await regions.Client(There).PutBucketAsync(new PutBucketRequest { BucketName = Origin, BucketRegionName = There });
        regions.Cloud.Faults = regions;
        return regions;
    }

    public static ItemKey Key(string name = "key") => ObjectKey.Of("files", name);

    public static ItemVersion Version(long ms = 5) => new(1_767_225_600_000 + ms, 0, There);

    public static AwsResponse Error(int status, string code) => new(
        status, Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>said the test</Message></Error>"), ContentType: "application/xml");

    public IAmazonS3 Client(string? region) => _clients.GetOrAdd(region ?? Here, name => new AmazonS3Client(SdkConfig.Credentials, new AmazonS3Config
    {
        ServiceURL = _uri.ToString(),
        AuthenticationRegion = name,
        ForcePathStyle = true,
        MaxErrorRetry = 0,
        HttpClientFactory = _http,
    }));

    public async Task VersionAsync(string bucket, string region) => await Client(region).PutBucketVersioningAsync(new PutBucketVersioningRequest
    {
        BucketName = bucket,
        VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
    });

    /// <summary>Puts an object in this region's bucket.</summary>
    public async Task<StoredObject> PutHereAsync(string body, string name = "key")
    {
        await Client(Here).PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = CopyKey(name), ContentBody = body });
        return Assert.IsType<StoredObject>(await Objects.ReadAsync(Key(name), default));
    }

    /// <summary>Puts an object in the other region's bucket, and tells what a change would say of it.</summary>
    public async Task<ObjectContent> PutThereAsync(string body, string name = "key", Action<PutObjectRequest>? with = null)
    {
        var request = new PutObjectRequest { BucketName = Origin, Key = CopyKey(name), ContentBody = body };
        with?.Invoke(request);
        await Client(There).PutObjectAsync(request);
        return await ContentThereAsync(name);
    }

    /// <summary>Puts an object in the other region's bucket with headers that the SDK would not send.</summary>
    public async Task PutRawThereAsync(string name, IReadOnlyDictionary<string, string> headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(_uri, $"{Origin}/{name}")) { Content = new ByteArrayContent("content"u8.ToArray()) };
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/{There}/s3/aws4_request, SignedHeaders=host, Signature=0");
        foreach (var (header, value) in headers)
        {
            if (!request.Content.Headers.TryAddWithoutValidation(header, value))
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
        }

        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    public async Task<ObjectContent> ContentThereAsync(string name = "key")
    {
        var read = await new S3ObjectStore(region => Client(region ?? There), Origin).ReadAsync(Key(name), default);
        return Assert.IsType<StoredObject>(read).ToContent(Origin);
    }

    public Task<CopyResult> CopyAsync(ObjectContent source, StoredObject? expected = null, string name = "key", CancellationToken stop = default) =>
        Objects.CopyAsync(Key(name), new ObjectCopy(source, There, Version(), expected), stop, default).AsTask();

    public async Task<string> BodyAsync(string name = "key", string bucket = Bucket)
    {
        using var response = await Client(Here).GetObjectAsync(bucket, CopyKey(name));
        using var reader = new StreamReader(response.ResponseStream);
        return await reader.ReadToEndAsync();
    }

    public void Forget() => _calls.Clear();

    public ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        // A copy names its source on a second line.
        var call = $"{request.Operation} {Encoding.UTF8.GetString(request.Body.Span).Split('\n')[0]}";
        _calls.Enqueue(call);
        return ValueTask.FromResult(Fault?.Invoke(call));
    }

    public bool LosesAnswer(AwsRequest request) => request.Operation == LosesAnswerOf;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _http.Dispose();
        await Cloud.DisposeAsync();
    }

    private static string CopyKey(string name) => name.StartsWith('/') ? "/" + name : name;
}
