using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Aws.Objects;

/// <summary>
/// Keeps objects that lose a conflict in the payload bucket of this region: a record of who lost to whom, and a copy where the
/// synced bucket does not keep the version itself.
/// </summary>
/// <param name="clientOf">A client of a region; null for this one.</param>
/// <param name="bucket">The synced bucket of this region.</param>
/// <param name="payloadBucket">The payload bucket of this region.</param>
/// <param name="time">For the record.</param>
/// <param name="maxCopyBytes">Larger losers are recorded and not copied: S3 copies no more in one request.</param>
public sealed class S3LoserStore(
    Func<string?, IAmazonS3> clientOf, string bucket, string payloadBucket, TimeProvider time, long maxCopyBytes = S3CopyOptions.MaxSingleCopyBytes) : ILoserStore
{
    /// <inheritdoc/>
    public async ValueTask<bool> KeepAsync(ItemKey key, StoredObject loser, ItemVersion version, ItemVersion winner, CancellationToken cancellationToken)
    {
        var record = new ConflictRecord(key, loser, version, winner);
        if (loser.VersionId is not null)
        {
            await WriteAsync(record, copyBucket: null, whyNoCopy: null, cancellationToken);
            return true;
        }

        if (loser.Size > maxCopyBytes)
        {
            await WriteAsync(record, copyBucket: null, $"It is larger than the {maxCopyBytes} bytes that are copied. Versioning of the bucket keeps objects of any size.", cancellationToken);
            return true;
        }

        // First the copy, then the record that tells of it.
        switch (await CopyAsync(record, cancellationToken))
        {
            case Kept.Copied:
                await WriteAsync(record, payloadBucket, whyNoCopy: null, cancellationToken);
                return true;
            case Kept.Archived:
                await WriteAsync(record, copyBucket: null, $"It was archived ({loser.StorageClass}), and S3 copies nothing out of an archive.", cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private enum Kept
    {
        Gone,
        Copied,
        Archived,
    }

    private async ValueTask<Kept> CopyAsync(ConflictRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var request = new CopyObjectRequest
            {
                SourceBucket = bucket,
                SourceKey = record.Loser.Name,
                ETagToMatch = ObjectHead.Quoted(record.Loser.ETag),
                DestinationBucket = payloadBucket,
                DestinationKey = record.CopyName,
            };
            await clientOf(null).CopyObjectAsync(request, cancellationToken);
            return Kept.Copied;
        }
        catch (AmazonS3Exception e) when (S3Failures.IsUnmet(e))
        {
            // Only the source has a condition here.
            return Kept.Gone;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "InvalidObjectState")
        {
            return Kept.Archived;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "CopyObject", payloadBucket);
        }
    }

    private async ValueTask WriteAsync(ConflictRecord record, string? copyBucket, string? whyNoCopy, CancellationToken cancellationToken)
    {
        var json = record.ToJson(bucket, copyBucket, whyNoCopy, time.GetUtcNow());
        try
        {
            using var body = new MemoryStream(json.ToArray(), writable: false);
            var request = new PutObjectRequest { BucketName = payloadBucket, Key = record.Name, InputStream = body, ContentType = "application/json" };
            await clientOf(null).PutObjectAsync(request, cancellationToken);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "PutObject", payloadBucket);
        }
    }
}
