using System.Xml.Linq;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>DeleteObject and DeleteObjects.</summary>
internal sealed class ObjectDeletes(BucketDirectory buckets, BodyReceiver bodies, ObjectChanges changes, EventPublisher events)
{
    private const int MaxKeys = 1000;

    public async ValueTask<RestResponse> DeleteAsync(S3Call call)
    {
        var bucket = buckets.Require(call);
        var outcome = await changes.DeleteAsync(bucket, call.Key, call.VersionId, call.Header("If-Match"), events.CauseOf(call));
        var response = S3Reply.Empty(204);
        if (outcome.VersionId is not null)
        {
            response.Headers["x-amz-version-id"] = outcome.VersionId;
        }

        if (outcome.IsDeleteMarker)
        {
            response.Headers["x-amz-delete-marker"] = "true";
        }

        return response;
    }

    /// <summary>Each entry stands or falls by itself.</summary>
    public async ValueTask<RestResponse> DeleteManyAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var root = S3Xml.Read(await bodies.ReadDocumentAsync(call, needsDigest: true, cancellationToken), "Delete");
        var entries = root.Elements("Object").ToList();
        if (entries.Count is 0 or > MaxKeys || entries.Exists(entry => string.IsNullOrEmpty(S3Xml.Text(entry, "Key"))))
        {
            throw S3Errors.MalformedXml();
        }

        var isQuiet = S3Xml.Text(root, "Quiet") is "true";
        var cause = events.CauseOf(call);
        var results = new List<XElement>();
        foreach (var entry in entries)
        {
            var result = await DeleteEntryAsync(bucket, entry, cause);
            if (!isQuiet || result.Name.LocalName == "Error")
            {
                results.Add(result);
            }
        }

        return S3Reply.Xml(S3Xml.Element("DeleteResult", results));
    }

    private async ValueTask<XElement> DeleteEntryAsync(Bucket bucket, XElement entry, EventCause cause)
    {
        var key = S3Xml.Text(entry, "Key")!;
        var versionId = S3Xml.Text(entry, "VersionId") is { Length: > 0 } id ? id : null;
        try
        {
            var outcome = await changes.DeleteAsync(bucket, key, versionId, S3Xml.Text(entry, "ETag") is { Length: > 0 } etag ? etag : null, cause);
            return S3Xml.Element(
                "Deleted",
                S3Xml.Element("Key", key),
                S3Xml.Optional("VersionId", versionId),
                outcome.IsDeleteMarker ? S3Xml.Element("DeleteMarker", "true") : null,
                outcome.IsDeleteMarker ? S3Xml.Element("DeleteMarkerVersionId", outcome.VersionId) : null);
        }
        catch (S3Exception error)
        {
            return S3Xml.Element(
                "Error", S3Xml.Element("Key", key), S3Xml.Optional("VersionId", versionId), S3Xml.Element("Code", error.Code), S3Xml.Element("Message", error.Message));
        }
    }
}
