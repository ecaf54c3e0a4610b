using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Servers;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>What all parts of the S3 contract need: the server that the running case is for, a bucket of the case's own, and short ways to use both.</summary>
public abstract class S3Contract : IAsyncLifetime
{
    /// <summary>The smallest part that need not be the last one.</summary>
    protected const int MinPartBytes = 5 * 1024 * 1024;

    private IS3Server? _server;
    private IAmazonS3? _s3;

    protected IS3Server Server => _server!;

    protected IAmazonS3 S3 => _s3!;

    /// <summary>An empty bucket in <see cref="IS3Server.Region"/>.</summary>
    protected string Bucket { get; private set; } = "";

    public virtual async Task InitializeAsync()
    {
        _server = await ContractServers.Current.OpenS3Async();
        _s3 = _server.Client(_server.Region);
        Bucket = await CreateBucketAsync(S3, Server.Region);
    }

    public virtual async Task DisposeAsync()
    {
        _s3?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected static string NewName() => $"bucket-{Guid.NewGuid():N}";

    /// <summary>The SDK makes the old name EU of eu-west-1 unless it is given the constraint as it shall be.</summary>
    protected static PutBucketRequest NewBucket(string name, string region) => new()
    {
        BucketName = name,
        PutBucketConfiguration = new PutBucketConfiguration { LocationConstraint = region },
    };

    protected static async Task<string> CreateBucketAsync(IAmazonS3 client, string region)
    {
        var name = NewName();
        await client.PutBucketAsync(NewBucket(name, region));
        return name;
    }

    /// <summary>The call has to fail with this status and code.</summary>
    protected static async Task<AmazonS3Exception> RefusedAsync(HttpStatusCode status, string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(call);
        Assert.Equal((status, code), (error.StatusCode, error.ErrorCode));
        return error;
    }

    /// <summary>The call has to fail with this status; a HEAD has no body that could say more.</summary>
    protected static async Task<AmazonS3Exception> RefusedAsync(HttpStatusCode status, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(call);
        Assert.Equal(status, error.StatusCode);
        return error;
    }

    /// <summary>Bytes that are the same in every run and nowhere repeat within a part.</summary>
    protected static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected Task VersioningAsync(VersionStatus status, string? bucket = null) => S3.PutBucketVersioningAsync(new PutBucketVersioningRequest
    {
        BucketName = bucket ?? Bucket,
        VersioningConfig = new S3BucketVersioningConfig { Status = status },
    });

    protected Task<PutObjectResponse> PutAsync(string key, string body, Action<PutObjectRequest>? configure = null) => PutAsync(key, Encoding.UTF8.GetBytes(body), configure);

    protected Task<PutObjectResponse> PutAsync(string key, byte[] body, Action<PutObjectRequest>? configure = null)
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(body) };
        configure?.Invoke(request);
        return S3.PutObjectAsync(request);
    }

    protected Task<GetObjectResponse> GetAsync(string key, Action<GetObjectRequest>? configure = null)
    {
        var request = new GetObjectRequest { BucketName = Bucket, Key = key };
        configure?.Invoke(request);
        return S3.GetObjectAsync(request);
    }

    protected Task<GetObjectMetadataResponse> HeadAsync(string key, Action<GetObjectMetadataRequest>? configure = null)
    {
        var request = new GetObjectMetadataRequest { BucketName = Bucket, Key = key };
        configure?.Invoke(request);
        return S3.GetObjectMetadataAsync(request);
    }

    protected Task<CopyObjectResponse> CopyAsync(string from, string to, Action<CopyObjectRequest>? configure = null)
    {
        var request = new CopyObjectRequest { SourceBucket = Bucket, SourceKey = from, DestinationBucket = Bucket, DestinationKey = to };
        configure?.Invoke(request);
        return S3.CopyObjectAsync(request);
    }

    protected Task<DeleteObjectResponse> DeleteAsync(string key, Action<DeleteObjectRequest>? configure = null)
    {
        var request = new DeleteObjectRequest { BucketName = Bucket, Key = key };
        configure?.Invoke(request);
        return S3.DeleteObjectAsync(request);
    }

    protected async Task<string> TextAsync(string key, string? versionId = null) =>
        Encoding.UTF8.GetString(await BodyAsync(await GetAsync(key, request => request.VersionId = versionId)));

    protected static async Task<byte[]> BodyAsync(GetObjectResponse response)
    {
        using (response)
        {
            using var body = new MemoryStream();
            await response.ResponseStream.CopyToAsync(body);
            return body.ToArray();
        }
    }

    protected async Task<string[]> KeysAsync() =>
        [.. ((await S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? []).Select(found => found.Key)];

    protected async Task<(string Key, string Value)[]> TagsAsync(string key, string? versionId = null)
    {
        var response = await S3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = Bucket, Key = key, VersionId = versionId });
        return [.. (response.Tagging ?? []).Select(tag => (tag.Key, tag.Value)).Order()];
    }

    protected async Task<List<S3ObjectVersion>> VersionsAsync() => (await S3.ListVersionsAsync(Bucket)).Versions ?? [];

    protected async Task<string> StartUploadAsync(string key, Action<InitiateMultipartUploadRequest>? configure = null)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = Bucket, Key = key };
        configure?.Invoke(request);
        return (await S3.InitiateMultipartUploadAsync(request)).UploadId;
    }

    protected async Task<PartETag> UploadPartAsync(string key, string uploadId, int number, byte[] body, Action<UploadPartRequest>? configure = null)
    {
        var request = new UploadPartRequest
        {
            BucketName = Bucket,
            Key = key,
            UploadId = uploadId,
            PartNumber = number,
            InputStream = new MemoryStream(body),
            PartSize = body.Length,
        };
        configure?.Invoke(request);
        return new PartETag(await S3.UploadPartAsync(request));
    }

    protected Task<CompleteMultipartUploadResponse> CompleteAsync(string key, string uploadId, PartETag[] parts, Action<CompleteMultipartUploadRequest>? configure = null)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = key, UploadId = uploadId, PartETags = [.. parts] };
        configure?.Invoke(request);
        return S3.CompleteMultipartUploadAsync(request);
    }

    /// <summary>A whole upload in one part.</summary>
    protected async Task<CompleteMultipartUploadResponse> UploadAsync(string key, byte[] body, Action<CompleteMultipartUploadRequest>? configure = null)
    {
        var uploadId = await StartUploadAsync(key);
        var part = await UploadPartAsync(key, uploadId, 1, body);
        return await CompleteAsync(key, uploadId, [part], configure);
    }
}
