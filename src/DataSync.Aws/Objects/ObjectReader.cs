using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>Asks S3 what an object is like, with one HEAD request.</summary>
internal static class ObjectReader
{
    // The client's own limit is made for copies, which take minutes.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>The object as it is now; null when there is none.</summary>
    /// <exception cref="StoreException">S3 refused or could not be reached.</exception>
    public static async ValueTask<StoredObject?> ReadAsync(IAmazonS3 client, string bucket, string name, string? versionId, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Timeout);
        try
        {
            var request = new GetObjectMetadataRequest
            {
                BucketName = bucket,
                Key = CopyRequests.SdkKey(name),
                VersionId = versionId,
                ChecksumMode = ChecksumMode.ENABLED,
            };
            return ObjectHead.Read(name, await client.GetObjectMetadataAsync(request, limited.Token));
        }
        catch (AmazonS3Exception e) when (S3Failures.IsNotFound(e))
        {
            return null;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "HeadObject", bucket);
        }
    }
}
