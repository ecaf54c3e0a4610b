namespace DataSync.Core.Envelopes;

/// <summary>Where the image of a change is that is too large for a message.</summary>
/// <param name="Bucket">The payload bucket of the region that the change comes from.</param>
/// <param name="Name">The object's name in it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the bytes: checked when it is read.</param>
public sealed record PayloadReference(string Bucket, string Name, long Size, string Sha256);
