using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>An object about to become the current version of its key. Whoever commits it takes over the reference to its bytes.</summary>
internal sealed record NewObject(Content Content, string ETag, Checksum Checksum, ObjectDescription Description)
{
    public IReadOnlyList<PartFigures> Parts { get; init; } = [];
}
