namespace DataSync.LocalAws.S3.Objects;

/// <summary>Version and upload ids: opaque text that tells nothing of its order.</summary>
internal static class VersionIds
{
    public const int Length = 32;

    public static string New() => New(Length);

    /// <summary>Upload ids are longer, so that nobody takes one for the other.</summary>
    public static string NewUpload() => New(2 * Length);

    private static string New(int length)
    {
        Span<byte> bytes = stackalloc byte[48];
        Guid.NewGuid().TryWriteBytes(bytes);
        Guid.NewGuid().TryWriteBytes(bytes[16..]);
        Guid.NewGuid().TryWriteBytes(bytes[32..]);
        return Convert.ToBase64String(bytes).Replace('+', '.').Replace('/', '_')[..length];
    }
}
