using System.Text;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>What answers say of an object in their headers.</summary>
internal static class ObjectHeaders
{
    /// <summary>Everything a read tells.</summary>
    public static void Describe(RestResponse response, ObjectVersion version, string? shownVersionId)
    {
        var headers = response.Headers;
        Identify(response, version, shownVersionId);
        headers["Last-Modified"] = version.LastModified.ToString("R");
        headers["Accept-Ranges"] = "bytes";
        foreach (var (name, value) in version.Description.Headers)
        {
            headers[name] = value;
        }

        foreach (var (name, value) in version.Description.Metadata)
        {
            headers[ObjectDescription.MetadataPrefix + name] = Printable(value);
        }

        if (version.Description.StorageClass != ObjectDescription.Standard)
        {
            headers["x-amz-storage-class"] = version.Description.StorageClass;
        }

        if (version.Tags.Count > 0)
        {
            headers["x-amz-tagging-count"] = $"{version.Tags.Count}";
        }
    }

    /// <summary>What a write tells: the tag, the version and how it is encrypted.</summary>
    public static void Confirm(RestResponse response, ObjectVersion version, string? shownVersionId)
    {
        Identify(response, version, shownVersionId);
        foreach (var (name, value) in version.Description.Headers.Where(pair => pair.Key.StartsWith(ObjectDescription.Encryption, StringComparison.Ordinal)))
        {
            response.Headers[name] = value;
        }
    }

    public static void Sum(RestResponse response, Checksum? checksum)
    {
        if (checksum is not null)
        {
            response.Headers[checksum.Algorithm.Header] = checksum.Value;
            response.Headers["x-amz-checksum-type"] = checksum.Type;
        }
    }

    private static void Identify(RestResponse response, ObjectVersion version, string? shownVersionId)
    {
        response.Headers["ETag"] = version.QuotedETag;
        if (shownVersionId is not null)
        {
            response.Headers["x-amz-version-id"] = shownVersionId;
        }
    }

    // Headers are ASCII; S3 gives anything else back as an encoded word (RFC 2047).
    private static string Printable(string value) =>
        Ascii.IsValid(value) ? value : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
