namespace DataSync.LocalAws.S3.Storage;

/// <summary>One of the checksums S3 knows. There are five of it, and no others.</summary>
internal sealed record ChecksumAlgorithm(string Name, int Bytes, ReflectedCrc? Crc)
{
    public static readonly ChecksumAlgorithm Crc64Nvme = new("CRC64NVME", 8, ReflectedCrc.Crc64Nvme);
    public static readonly ChecksumAlgorithm Crc32 = new("CRC32", 4, ReflectedCrc.Crc32);
    public static readonly ChecksumAlgorithm Crc32C = new("CRC32C", 4, ReflectedCrc.Crc32C);
    public static readonly ChecksumAlgorithm Sha1 = new("SHA1", 20, Crc: null);
    public static readonly ChecksumAlgorithm Sha256 = new("SHA256", 32, Crc: null);

    public static readonly IReadOnlyList<ChecksumAlgorithm> All = [Crc64Nvme, Crc32, Crc32C, Sha1, Sha256];

    /// <summary>The header, and the trailer, that carries it.</summary>
    public string Header { get; } = $"x-amz-checksum-{Name.ToLowerInvariant()}";

    /// <summary>The element that carries it.</summary>
    public string Element { get; } = $"Checksum{Name}";

    /// <summary>The algorithm of the name, in either case; null when there is none.</summary>
    public static ChecksumAlgorithm? Named(string name) => All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
