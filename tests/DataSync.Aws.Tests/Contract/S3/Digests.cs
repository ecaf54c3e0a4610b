using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>The weak digests of S3's protocol, computed by other code than the servers'.</summary>
internal static class Digests
{
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "S3 chose MD5 for ETags; it guards against accidents alone.")]
    public static byte[] Md5(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "One of the checksums that S3 offers.")]
    public static byte[] Sha1(ReadOnlySpan<byte> bytes) => SHA1.HashData(bytes);

    /// <summary>The ETag of an object that was put in one piece.</summary>
    public static string ETag(ReadOnlySpan<byte> body) => $"\"{Convert.ToHexStringLower(Md5(body))}\"";
}
