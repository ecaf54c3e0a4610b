using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DataSync.Core.Items;

namespace DataSync.Core.Objects;

/// <summary>
/// What an application says about an object beside its bytes: content type and the other headers that S3 keeps, and the
/// user metadata without the service's stamp. Sorted by name, so that equal headers are equal.
/// </summary>
public sealed class ObjectHeaders : IEquatable<ObjectHeaders>
{
    /// <summary>Prefix of user metadata.</summary>
    public const string MetadataPrefix = "x-amz-meta-";

    private readonly KeyValuePair<string, string>[] _sorted;

    /// <summary>Makes them.</summary>
    /// <param name="headers">Lower-case names and their values, each name once.</param>
    public ObjectHeaders(IEnumerable<KeyValuePair<string, string>> headers) =>
        _sorted = [.. headers.OrderBy(h => h.Key, StringComparer.Ordinal)];

    /// <summary>No headers.</summary>
    public static ObjectHeaders None { get; } = new([]);

    /// <summary>Names and values, sorted by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _sorted;

    /// <summary>The value of a header; null when there is none.</summary>
    public string? Find(string name)
    {
        foreach (var header in _sorted)
        {
            if (header.Key == name)
            {
                return header.Value;
            }
        }

        return null;
    }

    /// <summary>A digest of the texts and of all headers; each part's length goes in with it, so that no two lists have the same bytes.</summary>
    internal Digest DigestWith(params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            Append(hash, text);
        }

        foreach (var (name, value) in _sorted)
        {
            Append(hash, name);
            Append(hash, value);
        }

        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(full);
        return new Digest(BinaryPrimitives.ReadUInt64BigEndian(full), BinaryPrimitives.ReadUInt64BigEndian(full[8..]));
    }

    /// <inheritdoc/>
    public bool Equals(ObjectHeaders? other) => other is not null && _sorted.AsSpan().SequenceEqual(other._sorted);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ObjectHeaders);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (name, value) in _sorted)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
