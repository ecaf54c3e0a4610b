using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Clients;

namespace DataSync.Functions.Tests.Support;

/// <summary>One region's bucket in sync, its events' queue, and its payload bucket, as an application uses them.</summary>
public sealed class LocalBucket(string region, AwsClients application)
{
    public const string Events = "object-events";
    public const string EventsDlq = "object-events-dlq";
    public const string StampName = "x-amz-meta-sync-version";

    private IAmazonS3 S3 => application.S3(null);

    public static string NameOf(string region) => "files-" + region;

    public static string PayloadsOf(string region) => "payloads-" + region;

    public static string FailuresOf(string region) => "failures-" + region;

    public async Task CreateAsync()
    {
        foreach (var queue in new[] { Events, EventsDlq })
        {
            await application.Sqs(null).CreateQueueAsync(queue);
        }

        foreach (var bucket in new[] { NameOf(region), PayloadsOf(region), FailuresOf(region) })
        {
            await S3.PutBucketAsync(new PutBucketRequest
            {
                BucketName = bucket,
                PutBucketConfiguration = region == "us-east-1" ? null : new PutBucketConfiguration { LocationConstraint = region },
            });
        }

        await S3.PutBucketNotificationAsync(new PutBucketNotificationRequest
        {
            BucketName = NameOf(region),
            QueueConfigurations = [new QueueConfiguration { Queue = LocalRegion.QueueArn(region, Events), Events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"] }],
        });
    }

    public Task SetVersionedAsync() => S3.PutBucketVersioningAsync(new PutBucketVersioningRequest
    {
        BucketName = NameOf(region),
        VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
    });

    public Task PutAsync(string name, string text, Action<PutObjectRequest>? change = null)
    {
        var request = new PutObjectRequest { BucketName = NameOf(region), Key = name, ContentBody = text, ContentType = "text/plain" };
        change?.Invoke(request);
        return S3.PutObjectAsync(request);
    }

    public Task DeleteAsync(string name) => S3.DeleteObjectAsync(NameOf(region), name);

    /// <summary>Its bytes as text; null when there is none.</summary>
    public async Task<string?> ReadAsync(string name)
    {
        try
        {
            using var response = await S3.GetObjectAsync(NameOf(region), name);
            using var reader = new StreamReader(response.ResponseStream);
            return await reader.ReadToEndAsync();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task<GetObjectMetadataResponse> HeadAsync(string name) => S3.GetObjectMetadataAsync(NameOf(region), name);

    public async Task<IReadOnlyList<string>> PayloadsAsync() =>
        [.. ((await S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = PayloadsOf(region) })).S3Objects ?? []).Select(o => o.Key)];
}
