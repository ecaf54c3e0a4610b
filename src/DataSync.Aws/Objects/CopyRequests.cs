using System.Net.Http.Headers;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.DeadLetters;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>The requests of a copy: everything the source says of itself, and the stamp.</summary>
internal static class CopyRequests
{
    /// <summary>The name as the SDK has to be told it: it cuts one slash off, and would read and write another object.</summary>
    public static string SdkKey(string name) => name.StartsWith('/') ? "/" + name : name;

    /// <summary>A copy in one request.</summary>
    public static CopyObjectRequest Single(string bucket, string name, ObjectCopy copy)
    {
        var source = copy.Source;
        var request = new CopyObjectRequest
        {
            SourceBucket = source.Bucket,
            SourceKey = name,
            SourceVersionId = source.VersionId,
            ETagToMatch = ObjectHead.Quoted(source.ETag),
            DestinationBucket = bucket,
            DestinationKey = SdkKey(name),
            MetadataDirective = S3MetadataDirective.REPLACE,
            TaggingDirective = TaggingDirective.COPY,
            StorageClass = source.StorageClass is null ? null : new S3StorageClass(source.StorageClass),
            ChecksumAlgorithm = AlgorithmOf(source.Content),
            IfMatch = ObjectHead.Quoted(copy.Expected?.ETag),
            IfNoneMatch = copy.Expected is null ? "*" : null,
            WebsiteRedirectLocation = source.Headers.Find("x-amz-website-redirect-location"),
        };
        Describe(request.Headers, request.Metadata, name, copy);
        return request;
    }

    /// <summary>The begin of a copy in parts.</summary>
    public static InitiateMultipartUploadRequest Begin(string bucket, string name, ObjectCopy copy, List<Tag>? tags)
    {
        var source = copy.Source;
        var algorithm = AlgorithmOf(source.Content);

        // Hashes of parts can't be made into the hash of the whole, CRCs can: an object with a hash gets S3's own checksum instead.
        var isWhole = algorithm is not null && algorithm.Value.StartsWith("CRC", StringComparison.Ordinal);
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = bucket,
            Key = SdkKey(name),
            StorageClass = source.StorageClass is null ? null : new S3StorageClass(source.StorageClass),
            ChecksumAlgorithm = isWhole ? algorithm : null,
            ChecksumType = isWhole ? ChecksumType.FULL_OBJECT : null,
            TagSet = tags,
            WebsiteRedirectLocation = source.Headers.Find("x-amz-website-redirect-location"),
        };
        Describe(request.Headers, request.Metadata, name, copy);
        return request;
    }

    private static void Describe(HeadersCollection headers, MetadataCollection metadata, string name, ObjectCopy copy)
    {
        foreach (var (header, value) in copy.Source.Headers.All)
        {
            if (!Ascii.IsValid(value) || (header == "content-type" && !MediaTypeHeaderValue.TryParse(value, out _)))
            {
                throw new StoreException(
                    DeadLetterReason.Rejected, isRetryable: false, $"'{name}' can't be copied: its {header} has a value that can't be sent. Correct it where the object was written.");
            }

            if (header.StartsWith(ObjectHeaders.MetadataPrefix, StringComparison.Ordinal))
            {
                metadata[header] = value;
            }
            else if (header != "x-amz-website-redirect-location")
            {
                headers[header] = value;
            }
        }

        metadata[ObjectStamp.MetadataName] = copy.Source.StampOf(name, copy.Version).ToString();
    }

    // Null for MD5, which is no checksum that S3 would be asked for.
    private static ChecksumAlgorithm? AlgorithmOf(string content)
    {
        var name = content[..Math.Max(0, content.IndexOf('=', StringComparison.Ordinal))];
        return name is "CRC64NVME" or "CRC32C" or "CRC32" or "SHA256" or "SHA1" ? new ChecksumAlgorithm(name) : null;
    }
}
