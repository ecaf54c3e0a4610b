using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Objects;

/// <summary>
/// What the service leaves in the metadata of an object it wrote. Applications copy objects with their metadata, so a
/// version alone would let a copy pass for the service's own write: the stamp also says of which object it is, and with
/// which bytes.
/// </summary>
/// <param name="Version">The version the service wrote.</param>
/// <param name="Digest">Of the object's name, size and headers.</param>
/// <param name="Content">The bytes: a checksum such as <c>CRC32=abc=</c>, or <c>MD5=</c> and the ETag where that is one; empty when neither is known.</param>
public readonly record struct ObjectStamp(ItemVersion Version, Digest Digest, string Content)
{
    /// <summary>Name of the metadata entry.</summary>
    public const string MetadataName = ObjectHeaders.MetadataPrefix + "sync-version";

    /// <summary>Reads what <see cref="ToString"/> writes. False for anything else, without throwing.</summary>
    public static bool TryParse(string? text, out ObjectStamp stamp)
    {
        stamp = default;
        var parts = text?.Split('/', 3) ?? [];
        if (parts.Length != 3 || !ItemVersion.TryParse(parts[0], out var version) || !Digest.TryParse(parts[1], out var digest))
        {
            return false;
        }

        stamp = new ObjectStamp(version, digest, parts[2]);
        return true;
    }

    /// <summary><c>{version}/{digest}/{content}</c>.</summary>
    public override string ToString() => $"{Version}/{Digest}/{Content}";
}
