using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Support;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>A server that outlives the test: another emulator at an endpoint, or AWS where there is none. An emulator ends with the run, so only AWS is tidied up.</summary>
public sealed class RemoteS3(Uri? endpoint, AWSCredentials credentials, string region) : IS3Server
{
    private readonly ConcurrentDictionary<string, string> _buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<(string Region, string Url)> _queues = [];

    public string Region => region;

    public string OtherRegion => region == "us-west-2" ? "eu-central-1" : "us-west-2";

    public HttpClient Http { get; } = new();

    // Another emulator sends its events before it answers; AWS takes seconds.
    public int EventWaitSeconds => endpoint is null ? 20 : 0;

    public IAmazonS3 Client(string region, Action<AmazonS3Config>? configure = null)
    {
        var config = endpoint is null
            ? new AmazonS3Config { RegionEndpoint = RegionEndpoint.GetBySystemName(region), MaxErrorRetry = 3 }
            : SdkConfig.For<AmazonS3Config>(region, endpoint);
        config.ForcePathStyle = endpoint is not null;
        configure?.Invoke(config);
        var client = new AmazonS3Client(credentials, config);
        client.AfterResponseEvent += (_, args) =>
        {
            if (args is WebServiceResponseEventArgs { Request: PutBucketRequest request })
            {
                _buckets[request.BucketName] = region;
            }
        };
        return client;
    }

    public IAmazonSQS SqsClient(string region)
    {
        var client = new AmazonSQSClient(credentials, endpoint is null
            ? new AmazonSQSConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(region), MaxErrorRetry = 3 }
            : SdkConfig.For<AmazonSQSConfig>(region, endpoint));
        client.AfterResponseEvent += (_, args) =>
        {
            if (args is WebServiceResponseEventArgs { Response: CreateQueueResponse response })
            {
                _queues.Add((region, response.QueueUrl));
            }
        };
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (endpoint is not null)
        {
            return;
        }

        foreach (var (bucket, at) in _buckets)
        {
            using var client = Client(at);
            try
            {
                await EmptyAsync(client, bucket);
                await client.DeleteBucketAsync(bucket);
            }
            catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchBucket")
            {
                // The test has deleted it.
            }
        }

        foreach (var (at, url) in _queues)
        {
            using var client = SqsClient(at);
            await client.DeleteQueueAsync(url);
        }
    }

    private static async Task EmptyAsync(IAmazonS3 client, string bucket)
    {
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket });
        foreach (var upload in uploads.MultipartUploads ?? [])
        {
            await client.AbortMultipartUploadAsync(bucket, upload.Key, upload.UploadId);
        }

        // No case makes more objects than fit one page.
        var versions = (await client.ListVersionsAsync(bucket)).Versions ?? [];
        foreach (var version in versions)
        {
            await client.DeleteObjectAsync(bucket, version.Key, version.VersionId);
        }
    }
}
