using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>What <c>x-amz-copy-source</c> names: a bucket in whatever region, a key, perhaps a version.</summary>
internal sealed record CopySource(string Bucket, string Key, string? VersionId)
{
    public const string Header = "x-amz-copy-source";
    private const string VersionMarker = "?versionId=";

    public static CopySource Read(S3Call call)
    {
        var text = call.Header(Header)!;

        // Looked for before decoding: a question mark that belongs to the key is encoded.
        var marker = text.IndexOf(VersionMarker, StringComparison.Ordinal);
        var versionId = marker < 0 ? null : Uri.UnescapeDataString(text[(marker + VersionMarker.Length)..]);
        var path = Uri.UnescapeDataString(marker < 0 ? text : text[..marker]).TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < path.Length - 1
            ? new CopySource(path[..slash], path[(slash + 1)..], versionId)
            : throw S3Errors.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", Header, text);
    }

    /// <summary>The version to copy, with a reference to its bytes taken. The call's conditions on the source have to hold.</summary>
    public ObjectVersion Take(S3Call call, BucketDirectory buckets, out string? shownVersionId)
    {
        var bucket = buckets.Anywhere(Bucket);
        if (call.Header("x-amz-source-expected-bucket-owner") is { } owner && owner != buckets.AccountId)
        {
            throw S3Errors.AccessDenied();
        }

        var version = Find(bucket);
        shownVersionId = bucket.Shown(version.VersionId);
        if (ReadConditions.OfSource(call).Failing(version, out _) is not { } condition)
        {
            return version;
        }

        version.Content.Release();
        throw S3Errors.PreconditionFailed($"x-amz-copy-source-{condition}");
    }

    private ObjectVersion Find(Bucket bucket)
    {
        try
        {
            return bucket.Take(Key, VersionId);
        }
        catch (S3Exception error) when (error.Status == 405)
        {
            throw S3Errors.InvalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
        }
        catch (S3Exception error) when (error.Code == "NoSuchKey")
        {
            // Without the headers of a delete marker, which would be about the target.
            throw S3Errors.NoSuchKey(Key);
        }
    }
}
