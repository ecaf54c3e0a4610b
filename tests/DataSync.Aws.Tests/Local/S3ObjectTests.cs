using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.LocalAws.Protocol;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>Objects through both ways in, as the SDK sends them with its default settings.</summary>
public sealed class S3ObjectTests
{
    public static TheoryData<bool> BothWays => [true, false];

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task An_object_is_put_read_listed_and_deleted(bool overHttp)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp);
        const string Key = "a b/c+d/é%2F..txt";

        await cloud.PutAsync(Key, "hello");
        var listed = await cloud.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = S3Cloud.Bucket });
        var text = await cloud.ReadAsync(Key);
        await cloud.S3.DeleteObjectAsync(S3Cloud.Bucket, Key);

        Assert.Equal("hello", text);
        Assert.Equal(Key, Assert.Single(listed.S3Objects).Key);
        var missing = await Assert.ThrowsAsync<NoSuchKeyException>(() => cloud.ReadAsync(Key));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_body_that_is_larger_than_memory_allows_comes_back_as_it_was(bool overHttp)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp);
        var bytes = new byte[3_000_000];
        new Random(7).NextBytes(bytes);

        await cloud.S3.PutObjectAsync(new PutObjectRequest { BucketName = S3Cloud.Bucket, Key = "large", InputStream = new MemoryStream(bytes) });
        using var response = await cloud.S3.GetObjectAsync(new GetObjectRequest { BucketName = S3Cloud.Bucket, Key = "large", ByteRange = new ByteRange(1_000_000, 1_000_099) });
        using var whole = await cloud.S3.GetObjectAsync(S3Cloud.Bucket, "large");
        using var read = new MemoryStream();
        await whole.ResponseStream.CopyToAsync(read);
        using var part = new MemoryStream();
        await response.ResponseStream.CopyToAsync(part);

        Assert.Equal(bytes, read.ToArray());
        Assert.Equal(bytes[1_000_000..1_000_100], part.ToArray());
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_call_signed_for_another_region_is_sent_there(bool overHttp)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp);
        using var http = cloud.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{S3Cloud.Bucket}/key");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal("eu-west-1", Assert.Single(response.Headers.GetValues("x-amz-bucket-region")));
        Assert.Contains("<Code>PermanentRedirect</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_fault_injector_is_asked_with_operation_bucket_and_key(bool overHttp)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp);
        var asked = new List<string>();
        cloud.Cloud.Faults = new Recorder(asked);

        await cloud.PutAsync("folder/key", "x");

        Assert.Equal($"s3 eu-west-1 PutObject {S3Cloud.Bucket}/folder/key test", Assert.Single(asked));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_call_without_signature_is_denied(bool overHttp)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp);
        using var http = cloud.Http();

        using var response = await http.GetAsync(new Uri($"/{S3Cloud.Bucket}/key", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("<Code>AccessDenied</Code>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_presigned_address_is_signed(bool overHttp)
    {
        await using var cloud = await S3Cloud.StartAsync(overHttp);
        await cloud.PutAsync("key", "content");
        using var http = cloud.Http();
        var address = await cloud.S3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = S3Cloud.Bucket,
            Key = "key",
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
            Protocol = Protocol.HTTP,
        });

        var text = await http.GetStringAsync(new Uri(address));

        Assert.Equal("content", text);
    }

    private sealed class Recorder(List<string> asked) : IFaultInjector
    {
        public ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken)
        {
            asked.Add($"{request.Service} {request.Region} {request.Operation} {Encoding.UTF8.GetString(request.Body.Span)} {request.AccessKeyId}");
            return ValueTask.FromResult<AwsResponse?>(null);
        }
    }
}
