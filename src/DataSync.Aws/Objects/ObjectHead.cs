using System.Globalization;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Clients;
using DataSync.Core.Objects;

namespace DataSync.Aws.Objects;

/// <summary>An object as the answer to a HEAD request describes it.</summary>
internal static class ObjectHead
{
    private const string NullVersion = "null";
    private const string LongAgo = "Thu, 01 Jan 1970 00:00:00 GMT";

    // Those of HTTP (RFC 9110, section 5.6.7), and what people write instead. Nothing that fills in a year of its own.
    private static readonly string[] DateFormats =
        ["R", "ddd, d MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd"];

    /// <summary>Reads the answer.</summary>
    /// <param name="name">The object's name, unescaped.</param>
    /// <param name="head">The answer.</param>
    public static StoredObject Read(string name, GetObjectMetadataResponse head)
    {
        var etag = Unquoted(head.ETag);
        return new StoredObject(name, etag, head.ContentLength, ModifiedMs(head), ReadHeaders(head))
        {
            // A bucket whose versioning was switched off again overwrites the version named null like any other object.
            VersionId = string.IsNullOrEmpty(head.VersionId) || head.VersionId == NullVersion ? null : head.VersionId,
            Checksum = ReadChecksum(head),
            IsETagOfBytes = !etag.Contains('-', StringComparison.Ordinal) && !IsEncryptedWithKey(head),
            StorageClass = string.IsNullOrEmpty(head.StorageClass?.Value) || head.StorageClass == S3StorageClass.Standard ? null : head.StorageClass.Value,
            TagCount = head.TagsCount ?? 0,
            Stamp = ObjectStamp.TryParse(head.Metadata[ObjectStamp.MetadataName], out var stamp) ? stamp : null,
        };
    }

    /// <summary>An entity tag without quotes.</summary>
    public static string Unquoted(string? etag) => etag?.Trim('"') ?? "";

    /// <summary>An entity tag as conditions name it.</summary>
    public static string? Quoted(string? etag) => etag is null ? null : $"\"{etag}\"";

    private static long ModifiedMs(GetObjectMetadataResponse head) =>
        head.LastModified is { } modified ? new DateTimeOffset(modified.ToUniversalTime()).ToUnixTimeMilliseconds() : 0;

    // The ETag of such an object is no MD5 of anything.
    private static bool IsEncryptedWithKey(GetObjectMetadataResponse head) =>
        head.ServerSideEncryptionMethod?.Value is { Length: > 0 } method && method != ServerSideEncryptionMethod.AES256.Value
        || head.ServerSideEncryptionCustomerMethod?.Value is { Length: > 0 };

    // What is read here must come back the same from the copy that is written with it: the stamp holds a digest of the headers, and
    // a copy that does not match its stamp would pass for an application's write. Content-Type and Expires are written as .NET
    // formats them, so this is how they are read.
    private static ObjectHeaders ReadHeaders(GetObjectMetadataResponse head)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(headers, "cache-control", Raw(head, "cache-control") ?? head.CacheControl);
        Add(headers, "content-disposition", Raw(head, "content-disposition") ?? head.ContentDisposition);
        Add(headers, "content-encoding", WithoutFraming(Raw(head, "content-encoding") ?? head.ContentEncoding));
        Add(headers, "content-language", Raw(head, "content-language") ?? head.ContentLanguage);
        Add(headers, "content-type", ContentType(head.ContentType));
        Add(headers, "expires", Expires(head.ExpiresString));
        Add(headers, "x-amz-website-redirect-location", head.WebsiteRedirectLocation);
        foreach (var key in head.Metadata.Keys)
        {
            var name = key.ToLowerInvariant();
            if (name != ObjectStamp.MetadataName && !name.StartsWith(S3HttpClients.RawPrefix, StringComparison.Ordinal))
            {
                headers[name] = head.Metadata[key] ?? "";
            }
        }

        return new ObjectHeaders(headers);
    }

    private static void Add(Dictionary<string, string> headers, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            headers[name] = value;
        }
    }

    private static string? Raw(GetObjectMetadataResponse head, string name) => head.Metadata[S3HttpClients.RawPrefix + name];

    private static string? ContentType(string? value) => MediaTypeHeaderValue.TryParse(value, out var type) ? type.ToString() : value;

    // What is not a date, such as 0, can't be sent. To HTTP it says that the object has expired (RFC 9111, section 5.3), and so does the past.
    private static string? Expires(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        return DateTimeOffset.TryParseExact(value, DateFormats, CultureInfo.InvariantCulture, Styles, out var at)
            ? at.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture)
            : LongAgo;
    }

    // Some servers keep the framing of the upload, which is none of the object's.
    private static string? WithoutFraming(string? encodings) => encodings?.Contains("aws-chunked", StringComparison.Ordinal) == true
        ? string.Join(',', encodings.Split(',', StringSplitOptions.TrimEntries).Where(e => e != "aws-chunked"))
        : encodings;

    private static string? ReadChecksum(GetObjectMetadataResponse head)
    {
        if (head.ChecksumType is { } type && type != ChecksumType.FULL_OBJECT)
        {
            return null;
        }

        ReadOnlySpan<(string Name, string? Value)> known =
        [
            ("CRC64NVME", head.ChecksumCRC64NVME), ("CRC32C", head.ChecksumCRC32C), ("CRC32", head.ChecksumCRC32), ("SHA256", head.ChecksumSHA256), ("SHA1", head.ChecksumSHA1),
        ];
        foreach (var (name, value) in known)
        {
            // A checksum of checksums ends with the number of parts.
            if (!string.IsNullOrEmpty(value) && !value.Contains('-', StringComparison.Ordinal))
            {
                return $"{name}={value}";
            }
        }

        return null;
    }
}
