namespace DataSync.LocalAws.S3;

/// <summary>Settings of the local S3.</summary>
public sealed class S3Options
{
    public const long DefaultMaxPutBytes = 5L * 1024 * 1024 * 1024;
    public const long DefaultMaxCopyBytes = 5L * 1024 * 1024 * 1024;
    public const long DefaultMinPartBytes = 5L * 1024 * 1024;
    public const int DefaultMaxBytesInMemory = 64 * 1024;

    /// <summary>Bytes one PutObject or UploadPart may carry.</summary>
    public long MaxPutBytes { get; init; } = DefaultMaxPutBytes;

    /// <summary>Bytes one CopyObject or UploadPartCopy may copy.</summary>
    public long MaxCopyBytes { get; init; } = DefaultMaxCopyBytes;

    /// <summary>Bytes each part of a multipart upload but the last must have.</summary>
    public long MinPartBytes { get; init; } = DefaultMinPartBytes;

    /// <summary>Bodies up to this many bytes stay in memory; larger ones are files.</summary>
    public int MaxBytesInMemory { get; init; } = DefaultMaxBytesInMemory;

    /// <summary>Where the private folder of large bodies is made, when there is one to store; null: the system's folder for temporary files.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>The principal that events name for an access key id; null: <c>AWS:</c> and the access key id.</summary>
    public Func<string?, string>? PrincipalOf { get; init; }

    /// <summary>What the objects of a region (by name) are stamped with, given the service's time; null: that time. For clocks that are wrong.</summary>
    public Func<string, DateTimeOffset, DateTimeOffset>? ObjectTime { get; init; }
}
