using System.Text;
using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>ListObjectsV2 and ListObjects.</summary>
internal sealed class ObjectListing(BucketDirectory buckets, Owner owner)
{
    public RestResponse ListV2(S3Call call)
    {
        var bucket = buckets.Require(call);
        var request = ListingRequest.Read(call);
        var token = call.Parameter("continuation-token");
        var startAfter = call.Parameter("start-after");
        var page = Read(bucket, request, token is null ? startAfter ?? "" : ReadToken(token));
        var withOwner = call.Parameter("fetch-owner") is "true";
        return S3Reply.Xml(S3Xml.Element(
            "ListBucketResult",
            Head(bucket, request),
            S3Xml.Optional("ContinuationToken", token),
            page.IsTruncated ? S3Xml.Element("NextContinuationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes(page.Last))) : null,
            startAfter is null ? null : S3Xml.Element("StartAfter", request.Shown(startAfter)),
            S3Xml.Element("KeyCount", page.Objects.Count + page.Prefixes.Count),
            S3Xml.Element("IsTruncated", page.IsTruncated),
            Entries(request, page, withOwner)));
    }

    public RestResponse ListV1(S3Call call)
    {
        var bucket = buckets.Require(call);
        var request = ListingRequest.Read(call);
        var marker = call.Parameter("marker") ?? "";
        var page = Read(bucket, request, marker);
        return S3Reply.Xml(S3Xml.Element(
            "ListBucketResult",
            Head(bucket, request),
            S3Xml.Element("Marker", request.Shown(marker)),

            // As S3 does: without a delimiter the last key is marker enough.
            page.IsTruncated && request.Delimiter.Length > 0 ? S3Xml.Element("NextMarker", request.Shown(page.Last)) : null,
            S3Xml.Element("IsTruncated", page.IsTruncated),
            Entries(request, page, withOwner: true)));
    }

    private static IEnumerable<XElement?> Head(Bucket bucket, ListingRequest request) =>
    [
        S3Xml.Element("Name", bucket.Name),
        S3Xml.Element("Prefix", request.Shown(request.Prefix)),
        request.Delimiter.Length == 0 ? null : S3Xml.Element("Delimiter", request.Shown(request.Delimiter)),
        S3Xml.Element("MaxKeys", request.MaxKeys),
        request.IsEncoded ? S3Xml.Element("EncodingType", "url") : null,
    ];

    private IEnumerable<XElement> Entries(ListingRequest request, Page page, bool withOwner) => page.Objects
        .Select(version => S3Xml.Element(
            "Contents",
            S3Xml.Element("Key", request.Shown(version.Key)),
            S3Xml.Element("LastModified", S3Xml.Time(version.LastModified)),
            S3Xml.Element("ETag", version.QuotedETag),
            Sums(version),
            S3Xml.Element("Size", version.Content.Length),
            withOwner ? owner.Render() : null,
            S3Xml.Element("StorageClass", version.Description.StorageClass)))
        .Concat(page.Prefixes.Select(prefix => S3Xml.Element("CommonPrefixes", S3Xml.Element("Prefix", request.Shown(prefix)))));

    /// <summary>How the version is summed, in listings.</summary>
    public static IEnumerable<XElement> Sums(ObjectVersion version) => version.Checksum is { } sum
        ? [S3Xml.Element("ChecksumAlgorithm", sum.Algorithm.Name), S3Xml.Element("ChecksumType", sum.Type)]
        : [];

    private static Page Read(Bucket bucket, ListingRequest request, string after)
    {
        var page = new Page();
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            var table = bucket.Objects;
            var at = Math.Max(table.IndexAfter(after), table.IndexFrom(request.Prefix));
            while (at < table.Keys.Count && table.Keys[at].StartsWith(request.Prefix, StringComparison.Ordinal))
            {
                var key = table.Keys[at];
                var current = table.Current(key)!;
                var rolled = current.IsDeleteMarker ? null : request.RollUp(key);
                if (current.IsDeleteMarker || rolled == after)
                {
                    // A common prefix that ended the page before is not begun again.
                    at = rolled is null ? at + 1 : table.IndexAfterPrefix(rolled, at);
                    continue;
                }

                if (page.Objects.Count + page.Prefixes.Count == request.MaxKeys)
                {
                    page.IsTruncated = request.MaxKeys > 0;
                    break;
                }

                page.Add(current, rolled);
                at = rolled is null ? at + 1 : table.IndexAfterPrefix(rolled, at);
            }
        }

        return page;
    }

    private static string ReadToken(string token)
    {
        var bytes = new byte[token.Length];
        return token.Length > 0 && Convert.TryFromBase64String(token, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw S3Errors.InvalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }

    private sealed class Page
    {
        public List<ObjectVersion> Objects { get; } = [];

        public List<string> Prefixes { get; } = [];

        public bool IsTruncated { get; set; }

        public string Last { get; private set; } = "";

        public void Add(ObjectVersion version, string? rolled)
        {
            Last = rolled ?? version.Key;
            if (rolled is null)
            {
                Objects.Add(version);
            }
            else
            {
                Prefixes.Add(rolled);
            }
        }
    }
}
