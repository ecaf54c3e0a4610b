using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>What a write demands of the current version: none (<c>If-None-Match: *</c>), or one with a certain tag (<c>If-Match</c>).</summary>
internal sealed record WriteConditions(string? IfMatch, bool IfNoneMatch)
{
    public static WriteConditions Read(S3Call call)
    {
        var noneMatch = call.Header("If-None-Match");
        var match = call.Header("If-Match");
        if (noneMatch is not null and not ETags.Any)
        {
            throw S3Errors.NotImplemented("If-None-Match");
        }

        return match is ETags.Any ? throw S3Errors.NotImplemented("If-Match") : new WriteConditions(match is null ? null : ETags.Bare(match), noneMatch is not null);
    }

    /// <summary>True when there is a condition at all.</summary>
    public bool Exist => IfMatch is not null || IfNoneMatch;

    /// <summary>Throws unless the write may go on. A delete marker counts as no object.</summary>
    public void Check(string key, ObjectVersion? current, bool hasSeenDeletion = false)
    {
        var existing = current is { IsDeleteMarker: false } ? current : null;
        if (IfNoneMatch && existing is not null)
        {
            throw S3Errors.PreconditionFailed("If-None-Match");
        }

        if (IfNoneMatch && hasSeenDeletion)
        {
            throw S3Errors.Conflict("If-None-Match", key);
        }

        if (IfMatch is null)
        {
            return;
        }

        if (existing is null)
        {
            throw S3Errors.NoSuchKey(key);
        }

        if (!existing.ETag.Equals(IfMatch, StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }
    }
}
