using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>GetObject, HeadObject and GetObjectAttributes.</summary>
internal sealed class ObjectReads(BucketDirectory buckets)
{
    private static readonly Dictionary<string, string> Overrides = new(StringComparer.Ordinal)
    {
        ["response-cache-control"] = "Cache-Control",
        ["response-content-disposition"] = "Content-Disposition",
        ["response-content-encoding"] = "Content-Encoding",
        ["response-content-language"] = "Content-Language",
        ["response-content-type"] = "Content-Type",
        ["response-expires"] = "Expires",
    };

    public RestResponse Get(S3Call call)
    {
        var bucket = buckets.Require(call);
        var version = bucket.Take(call.Key, call.VersionId);
        var isHanded = false;
        try
        {
            Check(call, version, bucket);
            var (range, part) = RangeOf(call, version);
            var isHead = call.Method == "HEAD";
            var response = new RestResponse(range is null ? 200 : 206)
            {
                Body = isHead ? null : new ContentStream(Narrow(version.Content, range)),
                ContentLength = range?.Length ?? version.Content.Length,
            };
            isHanded = !isHead;
            ObjectHeaders.Describe(response, version, bucket.Shown(version.VersionId));
            foreach (var (parameter, header) in Overrides)
            {
                if (call.Parameter(parameter) is { Length: > 0 } value)
                {
                    response.Headers[header] = value;
                }
            }

            if (range is { } given)
            {
                response.Headers["Content-Range"] = $"bytes {given.First}-{given.Last}/{version.Content.Length}";
            }

            if (part is not null && version.Parts.Count > 0)
            {
                response.Headers["x-amz-mp-parts-count"] = $"{version.Parts.Count}";
            }

            if (call.Header("x-amz-checksum-mode")?.Equals("ENABLED", StringComparison.OrdinalIgnoreCase) == true)
            {
                ObjectHeaders.Sum(response, part is { Checksum: { } partial } ? partial : range is null ? version.Checksum : null);
            }

            return response;
        }
        finally
        {
            if (!isHanded)
            {
                version.Content.Release();
            }
        }
    }

    public RestResponse Attributes(S3Call call)
    {
        var wanted = (call.Header("x-amz-object-attributes") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0)
        {
            throw S3Errors.InvalidArgument("Missing required header for this request: x-amz-object-attributes", "x-amz-object-attributes", "");
        }

        var bucket = buckets.Require(call);
        var version = bucket.Take(call.Key, call.VersionId);
        version.Content.Release();
        var response = S3Reply.Xml(S3Xml.Element(
            "GetObjectAttributesResponse",
            wanted.Contains("ETag") ? S3Xml.Element("ETag", version.ETag) : null,
            wanted.Contains("Checksum") ? Sums("Checksum", version.Checksum, withType: true) : null,
            wanted.Contains("ObjectParts") && version.Parts.Count > 0 ? Parts(version) : null,
            wanted.Contains("StorageClass") ? S3Xml.Element("StorageClass", version.Description.StorageClass) : null,
            wanted.Contains("ObjectSize") ? S3Xml.Element("ObjectSize", version.Content.Length) : null));
        response.Headers["Last-Modified"] = version.LastModified.ToString("R");
        if (bucket.Shown(version.VersionId) is { } id)
        {
            response.Headers["x-amz-version-id"] = id;
        }

        return response;
    }

    private static XElement? Sums(string name, Checksum? checksum, bool withType) => checksum is null ? null : S3Xml.Element(
        name,
        S3Xml.Element(checksum.Algorithm.Element, checksum.Value),
        withType ? S3Xml.Element("ChecksumType", checksum.Type) : null);

    // The parts themselves are listed only where each has a checksum that counts.
    private static XElement Parts(ObjectVersion version) => S3Xml.Element(
        "ObjectParts",
        S3Xml.Element("PartsCount", version.Parts.Count),
        version.Checksum?.IsComposite != true ? null : version.Parts.Select(part => S3Xml.Element(
            "Part",
            S3Xml.Element("PartNumber", part.Number),
            S3Xml.Element("Size", part.Length),
            part.Checksum is { } sum ? S3Xml.Element(sum.Algorithm.Element, sum.Value) : null)));

    private static void Check(S3Call call, ObjectVersion version, Bucket bucket)
    {
        if (ReadConditions.Read(call).Failing(version, out var isUnmodified) is not { } condition)
        {
            return;
        }

        if (!isUnmodified)
        {
            throw S3Errors.PreconditionFailed(condition);
        }

        var headers = new Dictionary<string, string> { ["ETag"] = version.QuotedETag, ["Last-Modified"] = version.LastModified.ToString("R") };
        if (bucket.Shown(version.VersionId) is { } id)
        {
            headers["x-amz-version-id"] = id;
        }

        throw new S3Exception(304, "NotModified", "Not Modified") { Headers = headers };
    }

    private static (ByteRange? Range, PartFigures? Part) RangeOf(S3Call call, ObjectVersion version)
    {
        if (call.Parameter("partNumber") is not { } text)
        {
            return (ByteRange.Of(call.Header("Range"), version.Content.Length), null);
        }

        var number = int.TryParse(text, out var given) ? given : 0;
        if (version.Parts.Count == 0 && number == 1)
        {
            return (version.Content.Length == 0 ? null : new ByteRange(0, version.Content.Length), default(PartFigures));
        }

        if (number < 1 || number > version.Parts.Count)
        {
            throw new S3Exception(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", ("PartNumberRequested", text), ("ActualPartCount", $"{version.Parts.Count}"));
        }

        var part = version.Parts[number - 1];
        return (new ByteRange(version.Parts.Take(number - 1).Sum(before => before.Length), part.Length), part);
    }

    // The whole object was taken hold of; of a range only its own blobs are kept.
    private static Content Narrow(Content whole, ByteRange? range)
    {
        if (range is not { } wanted)
        {
            return whole;
        }

        var part = whole.Slice(wanted.First, wanted.Length);
        part.AddReference();
        whole.Release();
        return part;
    }
}
