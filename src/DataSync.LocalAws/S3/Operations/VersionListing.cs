using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>ListObjectVersions: by key, and within a key the newest first.</summary>
internal sealed class VersionListing(BucketDirectory buckets, Owner owner)
{
    public RestResponse List(S3Call call)
    {
        var bucket = buckets.Require(call);
        var request = ListingRequest.Read(call);
        var keyMarker = call.Parameter("key-marker") ?? "";
        var versionMarker = call.Parameter("version-id-marker") ?? "";
        var entries = new List<XElement>();
        (string Key, string? VersionId)? next = null;
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            foreach (var (version, rolled, isLatest) in Walk(bucket.Objects, request, keyMarker, versionMarker))
            {
                if (entries.Count == request.MaxKeys)
                {
                    next = request.MaxKeys > 0 ? Mark(entries[^1]) : null;
                    break;
                }

                entries.Add(rolled is null ? Render(request, version, isLatest) : S3Xml.Element("CommonPrefixes", S3Xml.Element("Prefix", request.Shown(rolled))));
                entries[^1].AddAnnotation(rolled is null ? (version.Key, version.VersionId) : (Key: rolled, VersionId: (string?)null));
            }
        }

        return S3Reply.Xml(S3Xml.Element(
            "ListVersionsResult",
            S3Xml.Element("Name", bucket.Name),
            S3Xml.Element("Prefix", request.Shown(request.Prefix)),
            S3Xml.Element("KeyMarker", request.Shown(keyMarker)),
            S3Xml.Element("VersionIdMarker", versionMarker),
            next is { } key ? S3Xml.Element("NextKeyMarker", request.Shown(key.Key)) : null,
            next?.VersionId is { } id ? S3Xml.Element("NextVersionIdMarker", id) : null,
            S3Xml.Element("MaxKeys", request.MaxKeys),
            request.Delimiter.Length == 0 ? null : S3Xml.Element("Delimiter", request.Shown(request.Delimiter)),
            request.IsEncoded ? S3Xml.Element("EncodingType", "url") : null,
            S3Xml.Element("IsTruncated", next is not null),
            entries));
    }

    private static (string Key, string? VersionId) Mark(XElement entry) => ((string, string?))entry.Annotation<object>()!;

    private static IEnumerable<(ObjectVersion Version, string? Rolled, bool IsLatest)> Walk(
        ObjectTable table, ListingRequest request, string keyMarker, string versionMarker)
    {
        // With a version as marker the rest of its key's versions come first.
        var at = Math.Max(versionMarker.Length > 0 ? table.IndexFrom(keyMarker) : table.IndexAfter(keyMarker), table.IndexFrom(request.Prefix));
        while (at < table.Keys.Count && table.Keys[at].StartsWith(request.Prefix, StringComparison.Ordinal))
        {
            var key = table.Keys[at];
            var history = table.History(key);
            if (request.RollUp(key) is { } rolled)
            {
                if (rolled != keyMarker)
                {
                    yield return (history[^1], rolled, false);
                }

                at = table.IndexAfterPrefix(rolled, at);
                continue;
            }

            // Behind the marker within its own key; a marker that is gone leaves nothing of it.
            var from = key == keyMarker && versionMarker.Length > 0 ? IndexOf(history, versionMarker) - 1 : history.Count - 1;
            for (var index = from; index >= 0; index--)
            {
                yield return (history[index], null, index == history.Count - 1);
            }

            at++;
        }
    }

    private static int IndexOf(IReadOnlyList<ObjectVersion> history, string versionId)
    {
        for (var index = 0; index < history.Count; index++)
        {
            if (history[index].VersionId == versionId)
            {
                return index;
            }
        }

        return -1;
    }

    private XElement Render(ListingRequest request, ObjectVersion version, bool isLatest) => S3Xml.Element(
        version.IsDeleteMarker ? "DeleteMarker" : "Version",
        S3Xml.Element("Key", request.Shown(version.Key)),
        S3Xml.Element("VersionId", version.VersionId),
        S3Xml.Element("IsLatest", isLatest),
        S3Xml.Element("LastModified", S3Xml.Time(version.LastModified)),
        version.IsDeleteMarker
            ? null
            : new object[]
            {
                S3Xml.Element("ETag", version.QuotedETag),
                ObjectListing.Sums(version),
                S3Xml.Element("Size", version.Content.Length),
                S3Xml.Element("StorageClass", version.Description.StorageClass),
            },
        owner.Render());
}
