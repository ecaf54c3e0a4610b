using DataSync.Core.Versions;

namespace DataSync.Core.Objects;

/// <summary>What a change says of an object that was put: where its bytes are, and what is said about them. Bytes never travel in a message.</summary>
/// <param name="Bucket">The bucket that holds it, in the region of the change's version.</param>
/// <param name="ETag">Its entity tag there, without quotes: a copy is made on condition that it still is this one.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Headers">Content type, other headers and user metadata, without the stamp.</param>
public sealed record ObjectContent(string Bucket, string ETag, long Size, ObjectHeaders Headers)
{
    /// <summary>The version id in a versioned bucket: exactly this version is copied. Null elsewhere.</summary>
    public string? VersionId { get; init; }

    /// <summary>What tells the bytes from others; see <see cref="ObjectStamp.Content"/>.</summary>
    public string Content { get; init; } = "";

    /// <summary>The storage class; null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How many tags it has: a copy in parts has to ask for them.</summary>
    public int TagCount { get; init; }

    /// <summary>A copy in parts that was begun and not finished; null when there is none.</summary>
    public string? UploadId { get; init; }

    /// <summary>The stamp of the copy.</summary>
    /// <param name="name">The object's name, unescaped.</param>
    /// <param name="version">The change's version.</param>
    public ObjectStamp StampOf(string name, ItemVersion version) => new(version, StoredObject.DigestOf(name, Size, Headers), Content);
}
