using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>The tags of objects.</summary>
internal sealed class ObjectTags(BucketDirectory buckets, BodyReceiver bodies, ObjectChanges changes, EventPublisher events)
{
    public RestResponse Get(S3Call call)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            var version = bucket.Find(call.Key, call.VersionId);
            return Named(S3Reply.Xml(Tagging.Render(version.Tags)), bucket, version);
        }
    }

    public async ValueTask<RestResponse> PutAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var tags = Tagging.ReadDocument(await bodies.ReadDocumentAsync(call, needsDigest: false, cancellationToken), Tagging.MaxObjectTags);
        return Named(S3Reply.Empty(), bucket, await changes.TagAsync(bucket, call.Key, call.VersionId, tags, EventKind.TagsPut, events.CauseOf(call)));
    }

    public async ValueTask<RestResponse> DeleteAsync(S3Call call)
    {
        var bucket = buckets.Require(call);
        var none = ObjectDescription.None.Tags;
        return Named(S3Reply.Empty(204), bucket, await changes.TagAsync(bucket, call.Key, call.VersionId, none, EventKind.TagsDeleted, events.CauseOf(call)));
    }

    private static RestResponse Named(RestResponse response, Bucket bucket, ObjectVersion version)
    {
        if (bucket.Shown(version.VersionId) is { } id)
        {
            response.Headers["x-amz-version-id"] = id;
        }

        return response;
    }
}
