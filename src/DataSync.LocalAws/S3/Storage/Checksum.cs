namespace DataSync.LocalAws.S3.Storage;

/// <summary>A stored checksum.</summary>
/// <param name="Algorithm">What it was computed with.</param>
/// <param name="Value">Base64; a checksum of parts' checksums has <c>-N</c> behind it.</param>
/// <param name="IsComposite">True when it is a checksum of parts' checksums, not of the bytes.</param>
internal sealed record Checksum(ChecksumAlgorithm Algorithm, string Value, bool IsComposite = false)
{
    public string Type => IsComposite ? Composite : FullObject;

    public const string Composite = "COMPOSITE";
    public const string FullObject = "FULL_OBJECT";
}
