using System.Globalization;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>The conditions of reads, and with a prefix those on the source of a copy (RFC 9110, section 13.2.2: a tag goes before a time).</summary>
internal sealed record ReadConditions(string? IfMatch, string? IfNoneMatch, DateTimeOffset? IfModifiedSince, DateTimeOffset? IfUnmodifiedSince)
{
    private const string CopySourcePrefix = "x-amz-copy-source-";

    public static ReadConditions Read(S3Call call) => Read(call, "");

    public static ReadConditions OfSource(S3Call call) => Read(call, CopySourcePrefix);

    /// <summary>The condition that keeps the object from being read; null when it may be.</summary>
    /// <param name="version">What would be read.</param>
    /// <param name="isUnmodified">True when the caller has this version already, which is no failure to a read.</param>
    public string? Failing(ObjectVersion version, out bool isUnmodified)
    {
        isUnmodified = false;
        if (IfMatch is not null)
        {
            if (!ETags.Matches(IfMatch, version.ETag))
            {
                return "If-Match";
            }
        }
        else if (IfUnmodifiedSince is { } latest && version.LastModifiedSecond > latest)
        {
            return "If-Unmodified-Since";
        }

        if (IfNoneMatch is not null)
        {
            isUnmodified = ETags.Matches(IfNoneMatch, version.ETag);
            return isUnmodified ? "If-None-Match" : null;
        }

        isUnmodified = IfModifiedSince is { } since && version.LastModifiedSecond <= since;
        return isUnmodified ? "If-Modified-Since" : null;
    }

    private static ReadConditions Read(S3Call call, string prefix) => new(
        call.Header($"{prefix}If-Match"), call.Header($"{prefix}If-None-Match"), Time(call, $"{prefix}If-Modified-Since"), Time(call, $"{prefix}If-Unmodified-Since"));

    // A time that can't be read is no condition, as HTTP has it.
    private static DateTimeOffset? Time(S3Call call, string name) =>
        DateTimeOffset.TryParse(call.Header(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
