using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Clients;
using DataSync.Cli.Deployments;
using DataSync.Core.Objects;

namespace DataSync.Cli.Restore;

/// <summary>
/// Puts deleted objects of a bucket with versions back: the last version is copied over the delete marker, without the
/// stamp, so that it is a new write which every region takes. To take the marker away would be no write at all.
/// </summary>
/// <param name="client">S3 of the bucket's region.</param>
/// <param name="bucket">The bucket in sync.</param>
/// <param name="options">Which, and how fast.</param>
/// <param name="time">The clock.</param>
internal sealed class ObjectRestorer(IAmazonS3 client, string bucket, ObjectRestoreOptions options, TimeProvider time)
{
    private const long LargestCopy = 5L << 30;
    private const string Framing = "aws-chunked";

    private readonly RestoreTally _tally = new();
    private readonly Pace _pace = new(options.RatePerSecond, time);

    /// <summary>Goes through the bucket. Started again it finds what is still missing.</summary>
    /// <param name="progress">Hears after every object.</param>
    /// <param name="cancellationToken">Stops it between two objects; what was put back stays.</param>
    /// <exception cref="OperatorException">The bucket keeps no versions.</exception>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">S3 refused. What was put back stays.</exception>
    public async Task<RestoreSummary> RunAsync(Action<RestoreSummary>? progress, CancellationToken cancellationToken)
    {
        var versioning = (await client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket }, cancellationToken)).VersioningConfig;
        if (versioning?.Status is null || versioning.Status == VersionStatus.Off)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"{bucket} keeps no versions: what is deleted there is gone. Look into a backup.");
        }

        try
        {
            await foreach (var deleted in DeletedObjects.FindAsync(client, bucket, options, _tally, cancellationToken))
            {
                await RestoreAsync(deleted, cancellationToken);
                progress?.Invoke(_tally.Summary);
            }

            return _tally.Summary with { IsDryRun = options.IsDryRun };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return _tally.Summary with { IsDryRun = options.IsDryRun, IsInterrupted = true };
        }
    }

    private async Task RestoreAsync(DeletedObject deleted, CancellationToken cancellationToken)
    {
        if (deleted.VersionId is null || deleted.Size > LargestCopy)
        {
            _tally.NoteFailure(deleted.VersionId is null
                ? $"{deleted.Name}: no version is left under its delete marker. Look into a backup."
                : $"{deleted.Name}: more than 5 GB. Copy it in parts: aws s3 cp does.");
            return;
        }

        if (options.IsDryRun)
        {
            _tally.Note(s => s with { Restored = s.Restored + 1 });
            return;
        }

        await _pace.WaitAsync(cancellationToken);
        try
        {
            await client.CopyObjectAsync(await RequestAsync(deleted, cancellationToken), cancellationToken);
            _tally.Note(s => s with { Restored = s.Restored + 1 });
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            _tally.Note(s => s with { Overtaken = s.Overtaken + 1 });
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "InvalidObjectState" or "NoSuchVersion" or "AccessDenied" || e.StatusCode == HttpStatusCode.NotFound)
        {
            _tally.NoteFailure($"{deleted.Name}: {e.Message}");
        }
    }

    // Everything the version says of itself but the stamp: an old copy with its stamp is taken for a late replica.
    private async Task<CopyObjectRequest> RequestAsync(DeletedObject deleted, CancellationToken cancellationToken)
    {
        var name = deleted.Name.StartsWith('/') ? "/" + deleted.Name : deleted.Name;
        var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = name, VersionId = deleted.VersionId }, cancellationToken);
        var request = new CopyObjectRequest
        {
            SourceBucket = bucket,
            SourceKey = deleted.Name,
            SourceVersionId = deleted.VersionId,
            DestinationBucket = bucket,
            DestinationKey = name,
            MetadataDirective = S3MetadataDirective.REPLACE,
            TaggingDirective = TaggingDirective.COPY,
            StorageClass = head.StorageClass,
            WebsiteRedirectLocation = head.WebsiteRedirectLocation,
            IfNoneMatch = "*",
        };
        request.Headers.ContentType = head.ContentType;
        request.Headers.CacheControl = head.CacheControl;
        request.Headers.ContentDisposition = head.ContentDisposition;
        request.Headers.ContentEncoding = WithoutFraming(head.ContentEncoding);
        if (head.ContentLanguage is { Length: > 0 } language)
        {
            request.Headers["Content-Language"] = language;
        }

        foreach (var key in head.Metadata.Keys.Where(k => !IsOurs(k.ToLowerInvariant())))
        {
            request.Metadata[key] = head.Metadata[key];
        }

        return request;
    }

    private static string? WithoutFraming(string? encoding)
    {
        var rest = string.Join(',', (encoding ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(e => e != Framing));
        return rest.Length == 0 ? null : rest;
    }

    private static bool IsOurs(string name) => name == ObjectStamp.MetadataName || name.StartsWith(S3HttpClients.RawPrefix, StringComparison.Ordinal);
}
