using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>Every operation by its name.</summary>
internal sealed class S3Operations
{
    private readonly Dictionary<string, Func<S3Call, CancellationToken, ValueTask<RestResponse>>> _handlers = new(StringComparer.Ordinal);

    public S3Operations(TimeProvider time, S3Options options, BucketDirectory buckets, BodyReceiver bodies, ObjectChanges changes, EventPublisher events)
    {
        var owner = new Owner(buckets.AccountId);
        AddBuckets(new BucketOperations(time, buckets, bodies, owner));
        AddSettings(new BucketSettings(buckets, bodies, events));
        AddAccess(buckets, owner);
        AddListings(new ObjectListing(buckets, owner), new VersionListing(buckets, owner));
        AddObjects(
            new ObjectReads(buckets),
            new ObjectWrites(buckets, bodies, changes, events, options),
            new ObjectDeletes(buckets, bodies, changes, events),
            new ObjectTags(buckets, bodies, changes, events));
        Add("CopyObject", new ObjectCopies(buckets, changes, events, options).CopyAsync);
        AddMultipart(new MultipartUploads(buckets, bodies, changes, options), new MultipartListing(buckets, owner));
        Add("CompleteMultipartUpload", new MultipartCompletion(buckets, bodies, changes, events, options).CompleteAsync);
    }

    public ValueTask<RestResponse> HandleAsync(S3Call call, CancellationToken cancellationToken)
    {
        if (!call.IsSigned)
        {
            throw S3Errors.AccessDenied();
        }

        return _handlers.TryGetValue(call.Operation, out var handler) ? handler(call, cancellationToken) : throw S3Errors.UnknownOperation(call.Method);
    }

    private void AddBuckets(BucketOperations operations)
    {
        Add("ListBuckets", operations.List);
        Add("CreateBucket", operations.CreateAsync);
        Add("HeadBucket", operations.Head);
        Add("DeleteBucket", operations.Delete);
        Add("GetBucketLocation", operations.Location);
    }

    private void AddSettings(BucketSettings settings)
    {
        Add("GetBucketVersioning", settings.GetVersioning);
        Add("PutBucketVersioning", settings.PutVersioningAsync);
        Add("GetBucketNotificationConfiguration", settings.GetNotifications);
        Add("PutBucketNotificationConfiguration", settings.PutNotificationsAsync);
        foreach (var document in BucketDocument.All)
        {
            Add($"Get{document.Name}", call => settings.GetDocument(call, document));
            Add($"Put{document.Name}", (call, cancellationToken) => settings.PutDocumentAsync(call, document, cancellationToken));

            // The API calls the one delete that matters here by a shorter name.
            Add($"Delete{(document.Name == "BucketLifecycleConfiguration" ? "BucketLifecycle" : document.Name)}", call => settings.DeleteDocument(call, document));
        }
    }

    // Access lists are taken and mean nothing: the owner may do everything and nobody else anything.
    private void AddAccess(BucketDirectory buckets, Owner owner)
    {
        Add("GetBucketAcl", call =>
        {
            buckets.Require(call);
            return S3Reply.Xml(owner.RenderAccess());
        });
        Add("PutBucketAcl", call =>
        {
            buckets.Require(call);
            return S3Reply.Empty();
        });
        Add("GetObjectAcl", call =>
        {
            RequireObject(buckets, call);
            return S3Reply.Xml(owner.RenderAccess());
        });
        Add("PutObjectAcl", call =>
        {
            RequireObject(buckets, call);
            return S3Reply.Empty();
        });
        Add("GetBucketPolicyStatus", call =>
        {
            buckets.Require(call);
            return S3Reply.Xml(S3Xml.Element("PolicyStatus", S3Xml.Element("IsPublic", false)));
        });
    }

    private static void RequireObject(BucketDirectory buckets, S3Call call)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            bucket.Find(call.Key, call.VersionId);
        }
    }

    private void AddListings(ObjectListing objects, VersionListing versions)
    {
        Add("ListObjectsV2", objects.ListV2);
        Add("ListObjects", objects.ListV1);
        Add("ListObjectVersions", versions.List);
    }

    private void AddObjects(ObjectReads reads, ObjectWrites writes, ObjectDeletes deletes, ObjectTags tags)
    {
        Add("GetObject", reads.Get);
        Add("HeadObject", reads.Get);
        Add("GetObjectAttributes", reads.Attributes);
        Add("PutObject", writes.PutAsync);
        Add("DeleteObject", (call, _) => deletes.DeleteAsync(call));
        Add("DeleteObjects", deletes.DeleteManyAsync);
        Add("GetObjectTagging", tags.Get);
        Add("PutObjectTagging", tags.PutAsync);
        Add("DeleteObjectTagging", (call, _) => tags.DeleteAsync(call));
    }

    private void AddMultipart(MultipartUploads uploads, MultipartListing listing)
    {
        Add("CreateMultipartUpload", uploads.Create);
        Add("UploadPart", uploads.PutPartAsync);
        Add("UploadPartCopy", uploads.CopyPartAsync);
        Add("AbortMultipartUpload", uploads.Abort);
        Add("ListParts", listing.ListParts);
        Add("ListMultipartUploads", listing.ListUploads);
    }

    private void Add(string operation, Func<S3Call, CancellationToken, ValueTask<RestResponse>> handler) => _handlers.Add(operation, handler);

    private void Add(string operation, Func<S3Call, RestResponse> handler) => _handlers.Add(operation, (call, _) => ValueTask.FromResult(handler(call)));
}
