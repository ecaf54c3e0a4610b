namespace DataSync.Aws.Objects;

/// <summary>How large objects are copied.</summary>
public sealed record S3CopyOptions
{
    /// <summary>The most that S3 copies in one request, in bytes.</summary>
    public const long MaxSingleCopyBytes = 5L * 1024 * 1024 * 1024;

    /// <summary>Default of <see cref="SingleCopyBytes"/>.</summary>
    public const long DefaultSingleCopyBytes = 512L * 1024 * 1024;

    /// <summary>Default of <see cref="PartBytes"/>.</summary>
    public const long DefaultPartBytes = 64L * 1024 * 1024;

    /// <summary>
    /// Objects of more bytes are copied in parts; at most <see cref="MaxSingleCopyBytes"/>. Much less by default: a copy in one request
    /// can't be stopped and gone on with, so it has to fit what is left of a function's time.
    /// </summary>
    public long SingleCopyBytes { get; init; } = DefaultSingleCopyBytes;

    /// <summary>The size of a part in bytes, unless the object would have more than 10,000 of them.</summary>
    public long PartBytes { get; init; } = DefaultPartBytes;
}
