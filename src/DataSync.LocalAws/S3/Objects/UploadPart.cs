using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>One part of a multipart upload.</summary>
internal sealed record UploadPart(int Number, Content Content, byte[] Md5, Checksum Checksum, DateTimeOffset LastModified)
{
    public string ETag => Convert.ToHexStringLower(Md5);
}
