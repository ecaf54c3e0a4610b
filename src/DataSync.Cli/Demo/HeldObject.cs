namespace DataSync.Cli.Demo;

/// <summary>An object as a region holds it, to be compared with the others'.</summary>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Headers">Content type, other headers and user metadata but the service's stamp, one after another and sorted.</param>
/// <param name="Digest">SHA-256 of its bytes; null for one too large to be read.</param>
internal sealed record HeldObject(long SizeBytes, string ETag, string Headers, string? Digest)
{
    /// <summary>The value of a header; null when there is none.</summary>
    public string? Header(string name) => Headers.Split('\n').Select(line => line.Split('=', 2)).FirstOrDefault(parts => parts[0] == name)?[1];

    public override string ToString() => $"has {SizeBytes} bytes, ETag {ETag}, {Headers.Replace('\n', ' ')}";
}
