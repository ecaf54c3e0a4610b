using System.Security.Cryptography;

namespace DataSync.LocalAws.S3.Storage;

/// <summary>Everything that is computed of bytes while they pass by: the MD5, one checksum, and the SHA-256 of signatures where it is wanted.</summary>
internal sealed class BodyDigests : IDisposable
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash? _sha256;
    private readonly IncrementalHash? _sha;
    private ulong _crc;

    /// <param name="algorithm">The checksum to compute.</param>
    /// <param name="withSha256">True to compute the SHA-256 too, whatever the checksum.</param>
    public BodyDigests(ChecksumAlgorithm algorithm, bool withSha256 = false)
    {
        Algorithm = algorithm;
        _crc = algorithm.Crc?.Start ?? 0;
        _sha = algorithm == ChecksumAlgorithm.Sha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : algorithm == ChecksumAlgorithm.Sha1 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA1)
            : null;
        _sha256 = withSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    public ChecksumAlgorithm Algorithm { get; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _md5.AppendData(bytes);
        _sha?.AppendData(bytes);
        _sha256?.AppendData(bytes);
        _crc = Algorithm.Crc?.Append(_crc, bytes) ?? 0;
    }

    public byte[] Md5() => _md5.GetCurrentHash();

    /// <summary>The SHA-256, or null when it was not asked for.</summary>
    public byte[]? Sha256() => _sha256?.GetCurrentHash();

    public Checksum Checksum() => new(Algorithm, Convert.ToBase64String(Algorithm.Crc?.Finish(_crc) ?? _sha!.GetCurrentHash()));

    public void Dispose()
    {
        _md5.Dispose();
        _sha?.Dispose();
        _sha256?.Dispose();
    }
}
