using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>The object that is copied, in the bucket of the region it was written in.</summary>
internal sealed class CopySource(IAmazonS3 client, string name, ObjectContent content)
{
    /// <summary>
    /// What a copy comes to when S3 says that a condition does not hold. It does not say which one in anything the SDK passes on, so
    /// the source is asked. Only a source that really has changed may count as gone: that ends the change, while a target that has
    /// changed is looked at again.
    /// </summary>
    /// <exception cref="StoreException">S3 refused or could not be reached.</exception>
    public async ValueTask<CopyOutcome> ExplainAsync(CancellationToken cancellationToken)
    {
        var now = await ObjectReader.ReadAsync(client, content.Bucket, name, content.VersionId, cancellationToken);
        return now?.ETag == content.ETag ? CopyOutcome.Refused : CopyOutcome.SourceGone;
    }

    /// <summary>Its tags; null when it is not there any more.</summary>
    /// <exception cref="StoreException">S3 refused or could not be reached.</exception>
    public async ValueTask<List<Tag>?> ReadTagsAsync(CancellationToken cancellationToken)
    {
        if (content.TagCount == 0)
        {
            return [];
        }

        try
        {
            var request = new GetObjectTaggingRequest { BucketName = content.Bucket, Key = CopyRequests.SdkKey(name), VersionId = content.VersionId };
            return (await client.GetObjectTaggingAsync(request, cancellationToken)).Tagging ?? [];
        }
        catch (AmazonS3Exception e) when (S3Failures.IsUnmet(e))
        {
            return null;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "GetObjectTagging", content.Bucket);
        }
    }
}
