using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace DataSync.LocalAws.Sqs;

/// <summary>The MD5 digests that AWS puts beside bodies and attributes and that SDKs check.</summary>
[SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "The protocol prescribes MD5, as a checksum.")]
internal static class MessageDigest
{
    private const byte StringKind = 1;
    private const byte BinaryKind = 2;

    public static string OfBody(ReadOnlySpan<byte> utf8)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(utf8, digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Over names, types and values in the order of the names, each with its length, as the SQS developer guide lays down. Null when there are none.</summary>
    public static string? OfAttributes(IReadOnlyDictionary<string, MessageAttributeValue>? attributes)
    {
        if (attributes is null || attributes.Count == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, value) in attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, Encoding.UTF8.GetBytes(value.DataType!));
            hash.AppendData([value.BinaryValue is null ? StringKind : BinaryKind]);
            Append(hash, value.BinaryValue ?? Encoding.UTF8.GetBytes(value.StringValue!));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
