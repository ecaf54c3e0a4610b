using System.Globalization;
using DataSync.Core.Items;

namespace DataSync.Core.Objects;

/// <summary>An object as one HEAD request shows it.</summary>
/// <param name="Name">The object's name, unescaped.</param>
/// <param name="ETag">S3's entity tag, without quotes: what guards name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedMs">Last modified, in milliseconds since the Unix epoch; S3 tells whole seconds.</param>
/// <param name="Headers">What the application says about it, without the stamp.</param>
public sealed record StoredObject(string Name, string ETag, long Size, long ModifiedMs, ObjectHeaders Headers)
{
    /// <summary>The version id in a versioned bucket; null elsewhere.</summary>
    public string? VersionId { get; init; }

    /// <summary>A checksum of all bytes, such as <c>CRC32=abc=</c>; null when S3 has none, or only one of its parts.</summary>
    public string? Checksum { get; init; }

    /// <summary>True when the ETag is the MD5 of the bytes: uploaded in one part and not encrypted with a key of KMS or the customer.</summary>
    public bool IsETagOfBytes { get; init; }

    /// <summary>The storage class; null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How many tags it has.</summary>
    public int TagCount { get; init; }

    /// <summary>The service's metadata entry; null when there is none or it is not a stamp.</summary>
    public ObjectStamp? Stamp { get; init; }

    /// <summary>True when the object is exactly what the service wrote last: the stamp tells its version.</summary>
    /// <remarks>Bytes are compared by what both sides know: one checksum algorithm, or MD5. Where they have none in common, name, size and headers decide.</remarks>
    public bool IsStamped => Stamp is { } stamp && stamp.Digest == DigestOf(Name, Size, Headers) && !DiffersFrom(stamp.Content);

    /// <summary>Tells this very write from any other of the object: what the ledger remembers of a local write.</summary>
    public Digest Identity => Headers.DigestWith(
        Name, ETag, Size.ToString(CultureInfo.InvariantCulture), ModifiedMs.ToString(CultureInfo.InvariantCulture), VersionId ?? "", Stamp?.ToString() ?? "");

    /// <summary>Digest of name, size and headers: what a stamp of exactly this object would hold. The bytes are told by <see cref="ToContent"/>.</summary>
    public Digest ContentDigest => DigestOf(Name, Size, Headers);

    /// <summary>How another region can get at these bytes.</summary>
    /// <param name="bucket">The bucket that holds it.</param>
    public ObjectContent ToContent(string bucket) => new(bucket, ETag, Size, Headers)
    {
        VersionId = VersionId,
        Content = Checksum ?? (IsETagOfBytes ? "MD5=" + ETag : ""),
        StorageClass = StorageClass,
        TagCount = TagCount,
    };

    /// <summary>The digest that a stamp holds.</summary>
    internal static Digest DigestOf(string name, long size, ObjectHeaders headers) =>
        headers.DigestWith(name, size.ToString(CultureInfo.InvariantCulture));

    private bool DiffersFrom(string content) =>
        Differ(content, Checksum) || (IsETagOfBytes && Differ(content, "MD5=" + ETag));

    private static bool Differ(string stamped, string? held) =>
        held is not null && AlgorithmOf(stamped).SequenceEqual(AlgorithmOf(held)) && stamped != held;

    private static ReadOnlySpan<char> AlgorithmOf(string content) => content.AsSpan(0, Math.Max(0, content.IndexOf('=')));
}
