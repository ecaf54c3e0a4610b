using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>A request's body, checked and stored. Whoever gets it holds the reference.</summary>
internal sealed record ReceivedBody(Content Content, byte[] Md5, Checksum Checksum)
{
    public string ETag => Convert.ToHexStringLower(Md5);
}
