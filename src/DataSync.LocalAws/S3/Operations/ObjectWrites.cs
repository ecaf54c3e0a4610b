using System.Text;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>PutObject.</summary>
internal sealed class ObjectWrites(BucketDirectory buckets, BodyReceiver bodies, ObjectChanges changes, EventPublisher events, S3Options options)
{
    private const int MaxKeyBytes = 1024;

    public async ValueTask<RestResponse> PutAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        CheckKey(call.Key);
        var conditions = WriteConditions.Read(call);
        var description = ObjectDescription.Read(call);
        using var watch = Begin(bucket, call.Key, conditions);
        var body = await bodies.ReceiveAsync(call, ChecksumAlgorithm.Crc64Nvme, options.MaxPutBytes, cancellationToken);
        var made = new NewObject(body.Content, body.ETag, body.Checksum, description);
        var version = await changes.PutAsync(bucket, call.Key, made, EventKind.Put, events.CauseOf(call), conditions, watch);
        var response = S3Reply.Empty();
        ObjectHeaders.Confirm(response, version, bucket.Shown(version.VersionId));
        ObjectHeaders.Sum(response, version.Checksum);
        return response;
    }

    /// <summary>Checks the conditions before a body is read, and watches for deletions until it is; null for an unconditional write.</summary>
    public static DeletionWatch? Begin(Bucket bucket, string key, WriteConditions conditions)
    {
        if (!conditions.Exist)
        {
            return null;
        }

        lock (bucket.Gate)
        {
            conditions.Check(key, bucket.Objects.Current(key));
            return bucket.Objects.Watch(key, bucket.Gate);
        }
    }

    public static void CheckKey(string key)
    {
        if (Encoding.UTF8.GetByteCount(key) is > MaxKeyBytes and var bytes)
        {
            throw new S3Exception(400, "KeyTooLongError", "Your key is too long", ("Size", $"{bytes}"), ("MaxSizeAllowed", $"{MaxKeyBytes}"));
        }
    }
}
