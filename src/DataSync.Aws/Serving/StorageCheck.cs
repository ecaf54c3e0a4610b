using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Serving;

namespace DataSync.Aws.Serving;

/// <summary>
/// Asks for the bucket in sync, and reads and now and then writes a probe object of the payload bucket. An object in the bucket
/// in sync would be replicated.
/// </summary>
/// <param name="client">A client of this region that gives up soon.</param>
/// <param name="bucket">The bucket in sync.</param>
/// <param name="payloadBucket">The service's own bucket.</param>
/// <param name="time">The clock.</param>
public sealed class StorageCheck(IAmazonS3 client, string bucket, string payloadBucket, TimeProvider time) : IHealthCheck
{
    /// <summary>The probe object's key. All functions of the region write the same one.</summary>
    public const string ProbeName = "health/probe";

    /// <summary>So often it is written. A write costs twelve times what a read does.</summary>
    public static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => HealthCheckNames.Storage;

    /// <inheritdoc/>
    public CheckStatus WhenBroken => CheckStatus.Fail;

    /// <inheritdoc/>
    public async ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var synced = CheckBucketAsync(cancellationToken);
        var probe = CheckProbeAsync(cancellationToken);
        var outcomes = await Task.WhenAll(synced, probe);
        return outcomes[0].Status > outcomes[1].Status ? outcomes[0] : outcomes[1];
    }

    private async Task<CheckOutcome> CheckBucketAsync(CancellationToken cancellationToken)
    {
        const string Doing = "Asking for the bucket";
        try
        {
            await client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken);
            return CheckOutcome.Pass("There.");
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            return CheckOutcome.Broken(CheckStatus.Fail, Doing, AwsErrors.Sort(e, "HeadBucket", bucket));
        }
    }

    private async Task<CheckOutcome> CheckProbeAsync(CancellationToken cancellationToken)
    {
        var doing = "Reading the probe object";
        try
        {
            if (await ReadModifiedAsync(cancellationToken) is { } modified && time.GetUtcNow() - modified < WriteEvery)
            {
                return CheckOutcome.Pass("Read; written within a minute.");
            }

            doing = "Writing the probe object";
            using var body = new MemoryStream("probe"u8.ToArray(), writable: false);
            var request = new PutObjectRequest { BucketName = payloadBucket, Key = ProbeName, InputStream = body, ContentType = "text/plain" };
            await client.PutObjectAsync(request, cancellationToken);
            return CheckOutcome.Pass("Read and written.");
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            return CheckOutcome.Broken(CheckStatus.Fail, doing, AwsErrors.Sort(e, doing, payloadBucket));
        }
    }

    // Null when it is not there, which proves a read as well.
    private async Task<DateTimeOffset?> ReadModifiedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = payloadBucket, Key = ProbeName }, cancellationToken);
            return head.LastModified is { } modified ? new DateTimeOffset(modified.ToUniversalTime()) : null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
