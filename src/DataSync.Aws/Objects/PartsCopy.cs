using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>A copy in parts, which can be stopped between two parts and gone on with by another delivery of the change.</summary>
internal sealed class PartsCopy(IAmazonS3 target, string bucket, string name, ObjectCopy copy, CopySource source, S3CopyOptions options)
{
    private const int MaxConcurrent = 4;
    private const int MaxListPages = 20; // of 1,000 parts each; there are no more than 10,000

    private readonly PartPlan _plan = new(copy.Source.Size, options.PartBytes);
    private readonly string _key = CopyRequests.SdkKey(name);

    /// <summary>Copies until all parts are there, or <paramref name="stop"/> is cancelled.</summary>
    /// <exception cref="StoreException">S3 refused or could not be reached, and not one more part was copied.</exception>
    public async ValueTask<CopyResult> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        var begun = await GoOnAsync(cancellationToken);
        var uploadId = copy.Source.UploadId;
        if (begun is null)
        {
            if (await source.ReadTagsAsync(cancellationToken) is not { } tags)
            {
                return new CopyResult(CopyOutcome.SourceGone);
            }

            uploadId = await BeginAsync(tags, cancellationToken);
            begun = new string?[_plan.Count + 1];
        }

        var work = new PartsWork(begun);
        await Task.WhenAll(Enumerable.Range(0, MaxConcurrent).Select(_ => CopyPartsAsync(work, uploadId!, stop, cancellationToken)));
        if (work.Failure is { } failure)
        {
            return await EndAsync(failure, work, uploadId!, cancellationToken);
        }

        return work.IsComplete ? await CompleteAsync(work, uploadId!, cancellationToken) : new CopyResult(CopyOutcome.Unfinished, uploadId);
    }

    // Parts already there, by number; null when there is no upload to go on with.
    private async ValueTask<string?[]?> GoOnAsync(CancellationToken cancellationToken)
    {
        if (copy.Source.UploadId is not { } uploadId)
        {
            return null;
        }

        var etags = new string?[_plan.Count + 1];
        var request = new ListPartsRequest { BucketName = bucket, Key = _key, UploadId = uploadId };
        try
        {
            for (var page = 0; page < MaxListPages; page++)
            {
                var response = await target.ListPartsAsync(request, cancellationToken);
                foreach (var part in response.Parts ?? [])
                {
                    // Another release may have cut it up in another way; such a part is copied again.
                    if (part.PartNumber is { } number && number >= 1 && number <= _plan.Count && part.Size == _plan.LengthOf(number))
                    {
                        etags[number] = part.ETag;
                    }
                }

                if (response.IsTruncated != true)
                {
                    break;
                }

                request.PartNumberMarker = response.NextPartNumberMarker?.ToString(CultureInfo.InvariantCulture);
            }

            return etags;
        }
        catch (AmazonS3Exception e) when (S3Failures.IsNoUpload(e))
        {
            return null;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "ListParts", bucket);
        }
    }

    private async ValueTask<string> BeginAsync(List<Tag> tags, CancellationToken cancellationToken)
    {
        try
        {
            var request = CopyRequests.Begin(bucket, name, copy, tags.Count == 0 ? null : tags);
            return (await target.InitiateMultipartUploadAsync(request, cancellationToken)).UploadId;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "CreateMultipartUpload", bucket);
        }
    }

    // One of several that share the work. The first failure ends them all, each after the part under way.
    private async Task CopyPartsAsync(PartsWork work, string uploadId, CancellationToken stop, CancellationToken cancellationToken)
    {
        while (!stop.IsCancellationRequested && work.Next() is { } number)
        {
            try
            {
                var response = await target.CopyPartAsync(PartRequest(number, uploadId), cancellationToken);
                work.Done(number, response.ETag);
            }
            catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
            {
                work.Fail(e);
            }
        }
    }

    private CopyPartRequest PartRequest(int number, string uploadId) => new()
    {
        SourceBucket = copy.Source.Bucket,
        SourceKey = name,
        SourceVersionId = copy.Source.VersionId,
        ETagToMatch = [ObjectHead.Quoted(copy.Source.ETag)!],
        DestinationBucket = bucket,
        DestinationKey = _key,
        UploadId = uploadId,
        PartNumber = number,
        FirstByte = _plan.StartOf(number),
        LastByte = _plan.StartOf(number) + _plan.LengthOf(number) - 1,
    };

    private async ValueTask<CopyResult> CompleteAsync(PartsWork work, string uploadId, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket,
            Key = _key,
            UploadId = uploadId,
            PartETags = work.ETags(),
            IfMatch = ObjectHead.Quoted(copy.Expected?.ETag),
            IfNoneMatch = copy.Expected is null ? "*" : null,
        };
        try
        {
            await target.CompleteMultipartUploadAsync(request, cancellationToken);
            return new CopyResult(CopyOutcome.Written);
        }
        catch (AmazonS3Exception e) when (S3Failures.IsNoUpload(e))
        {
            // Completed by a try whose answer was lost, or by another delivery: whoever reads the target again finds out.
            return new CopyResult(CopyOutcome.Refused);
        }
        catch (AmazonS3Exception e) when (S3Failures.IsUnmet(e) || S3Failures.IsConflict(e))
        {
            await AbortAsync(uploadId, cancellationToken);
            return new CopyResult(CopyOutcome.Refused);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "CompleteMultipartUpload", bucket);
        }
    }

    private async ValueTask<CopyResult> EndAsync(Exception failure, PartsWork work, string uploadId, CancellationToken cancellationToken)
    {
        if (failure is AmazonS3Exception service && (S3Failures.IsUnmet(service) || S3Failures.IsNoUpload(service)))
        {
            // Nothing but the source has a condition while parts are copied; that an upload is gone is the target's doing.
            var outcome = S3Failures.IsNoUpload(service) ? CopyOutcome.Refused : await source.ExplainAsync(cancellationToken);
            await AbortAsync(uploadId, cancellationToken);
            return new CopyResult(outcome);
        }

        var sorted = S3Failures.Sort(failure, "UploadPartCopy", bucket);
        if (sorted.IsRetryable && work.HasProgress)
        {
            return new CopyResult(CopyOutcome.Unfinished, uploadId);
        }

        // An upload that the change does not know of would be left over; one that it does know of is gone on with by its next attempt.
        if (!sorted.IsRetryable || uploadId != copy.Source.UploadId)
        {
            await AbortAsync(uploadId, cancellationToken);
        }

        throw sorted;
    }

    // Best effort: what is left over is for the bucket's rule for unfinished uploads, and must not hide how the copy ended.
    private async ValueTask AbortAsync(string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await target.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = bucket, Key = _key, UploadId = uploadId }, cancellationToken);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
        }
    }
}
