using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>A version of an object, or a delete marker. Nothing but its tags ever changes.</summary>
internal sealed class ObjectVersion
{
    /// <summary>The id of a version that was written while the bucket kept none.</summary>
    public const string NullId = "null";

    public required string Key { get; init; }

    public required string VersionId { get; init; }

    public required DateTimeOffset LastModified { get; init; }

    public bool IsDeleteMarker { get; init; }

    public Content Content { get; init; } = Content.Empty;

    /// <summary>Hexadecimal MD5, with <c>-N</c> behind it after a multipart upload; without quotes. Empty for a delete marker.</summary>
    public string ETag { get; init; } = "";

    public Checksum? Checksum { get; init; }

    public ObjectDescription Description { get; init; } = ObjectDescription.None;

    /// <summary>The parts it was put together from; empty for an object that came in one piece.</summary>
    public IReadOnlyList<PartFigures> Parts { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; set; } = ObjectDescription.None.Tags;

    public string QuotedETag => $"\"{ETag}\"";

    /// <summary>To the second, as HTTP's dates are.</summary>
    public DateTimeOffset LastModifiedSecond => DateTimeOffset.FromUnixTimeSeconds(LastModified.ToUnixTimeSeconds());
}
