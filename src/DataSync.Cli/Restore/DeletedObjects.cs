using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace DataSync.Cli.Restore;

/// <summary>An object that was there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="VersionId">Its last version before the delete; null when none is left.</param>
/// <param name="Size">Of that version, in bytes.</param>
internal sealed record DeletedObject(string Name, string? VersionId, long Size);

/// <summary>Finds what was deleted in a bucket with versions.</summary>
internal static class DeletedObjects
{
    /// <summary>Reads the names, in their order.</summary>
    /// <param name="client">S3 of the bucket's region.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="options">Which.</param>
    /// <param name="tally">Hears of names that are not meant.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">S3 refused.</exception>
    public static async IAsyncEnumerable<DeletedObject> FindAsync(
        IAmazonS3 client, string bucket, ObjectRestoreOptions options, RestoreTally tally, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListVersionsRequest { BucketName = bucket, Prefix = options.Prefix.Length == 0 ? null : options.Prefix };
        string? open = null;
        ListVersionsResponse page;
        do
        {
            page = await client.ListVersionsAsync(request, cancellationToken);
            foreach (var version in page.Versions ?? [])
            {
                if (version.IsLatest == true)
                {
                    // The name before this one has no version left under its delete marker.
                    if (open is not null)
                    {
                        yield return new DeletedObject(open, null, 0);
                    }

                    open = IsMeant(version, options) ? version.Key : null;
                    tally.Note(s => s with { Seen = s.Seen + 1, Same = s.Same + (version.IsDeleteMarker == true ? 0 : 1), Skipped = s.Skipped + (version.IsDeleteMarker == true && open is null ? 1 : 0) });
                }
                else if (version.Key == open && version.IsDeleteMarker != true)
                {
                    open = null;
                    yield return new DeletedObject(version.Key, version.VersionId, version.Size ?? 0);
                }
            }

            request.KeyMarker = page.NextKeyMarker;
            request.VersionIdMarker = page.NextVersionIdMarker;
        }
        while (page.IsTruncated == true);
        if (open is not null)
        {
            yield return new DeletedObject(open, null, 0);
        }
    }

    private static bool IsMeant(S3ObjectVersion version, ObjectRestoreOptions options) =>
        version.IsDeleteMarker == true && version.LastModified is { } at && new DateTimeOffset(at.ToUniversalTime()) >= options.DeletedSince;
}
