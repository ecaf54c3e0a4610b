using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>The moments in which objects change: conditions, versions and sequencers are settled under the bucket's lock, and the event goes out after it.</summary>
internal sealed class ObjectChanges(TimeProvider time, S3Options options, EventPublisher events)
{
    /// <summary>The service's time, as the objects of the region are stamped with.</summary>
    public DateTimeOffset Now(string region) => options.ObjectTime?.Invoke(region, time.GetUtcNow()) ?? time.GetUtcNow();

    /// <summary>Makes the object the current version of its key, or throws and lets its bytes go.</summary>
    /// <param name="bucket">Where.</param>
    /// <param name="key">Under which key.</param>
    /// <param name="made">The object.</param>
    /// <param name="kind">What kind of change it is.</param>
    /// <param name="cause">Who asked for it.</param>
    /// <param name="conditions">What has to hold.</param>
    /// <param name="watch">Whether the key was deleted since the call began; null for an unconditional call.</param>
    /// <param name="alongside">Called under the lock before the change; may throw to prevent it.</param>
    public async ValueTask<ObjectVersion> PutAsync(
        Bucket bucket, string key, NewObject made, EventKind kind, EventCause cause, WriteConditions conditions, DeletionWatch? watch = null, Action? alongside = null)
    {
        ObjectVersion version;
        ObjectEvent happened;
        try
        {
            lock (bucket.Gate)
            {
                bucket.RequireAlive();
                conditions.Check(key, bucket.Objects.Current(key), watch?.HasSeenDeletion == true);
                alongside?.Invoke();
                version = new ObjectVersion
                {
                    Key = key,
                    VersionId = NewVersionId(bucket),
                    LastModified = Now(bucket.Region),
                    Content = made.Content,
                    ETag = made.ETag,
                    Checksum = made.Checksum,
                    Description = made.Description,
                    Tags = made.Description.Tags,
                    Parts = made.Parts,
                };
                bucket.Objects.Add(version);
                happened = events.Tell(bucket, kind, version, cause);
            }
        }
        catch
        {
            made.Content.Release();
            throw;
        }

        await events.PublishAsync(happened, CancellationToken.None);
        return version;
    }

    /// <summary>Deletes the current version, or for good the one named.</summary>
    public async ValueTask<DeleteOutcome> DeleteAsync(Bucket bucket, string key, string? versionId, string? ifMatch, EventCause cause)
    {
        DeleteOutcome outcome;
        ObjectEvent? happened;
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            Check(bucket, key, ifMatch);
            (outcome, happened) = versionId is null ? DeleteCurrent(bucket, key, cause) : DeleteVersion(bucket, key, versionId, cause);
        }

        if (happened is not null)
        {
            await events.PublishAsync(happened, CancellationToken.None);
        }

        return outcome;
    }

    /// <summary>Replaces the tags of a version.</summary>
    public async ValueTask<ObjectVersion> TagAsync(
        Bucket bucket, string key, string? versionId, IReadOnlyDictionary<string, string> tags, EventKind kind, EventCause cause)
    {
        ObjectVersion version;
        ObjectEvent happened;
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            version = bucket.Find(key, versionId);
            version.Tags = tags;
            happened = events.Tell(bucket, kind, version, cause);
        }

        await events.PublishAsync(happened, CancellationToken.None);
        return version;
    }

    private static string NewVersionId(Bucket bucket) => bucket.Versioning == VersioningState.Enabled ? VersionIds.New() : ObjectVersion.NullId;

    // Conditions on deletes are about the current version, whichever is deleted. Where there is none, or a delete marker is, S3 answers 404 to
    // any condition, "*" included (its guide says 412 for that one; the service was seen to answer 404).
    private static void Check(Bucket bucket, string key, string? ifMatch)
    {
        if (ifMatch is null)
        {
            return;
        }

        if (bucket.Objects.Current(key) is not { IsDeleteMarker: false } current)
        {
            throw S3Errors.NoSuchKey(key);
        }

        if (!ETags.Matches(ifMatch, current.ETag))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }
    }

    private (DeleteOutcome, ObjectEvent?) DeleteCurrent(Bucket bucket, string key, EventCause cause)
    {
        if (bucket.Versioning != VersioningState.Never)
        {
            var marker = new ObjectVersion { Key = key, VersionId = NewVersionId(bucket), LastModified = Now(bucket.Region), IsDeleteMarker = true };
            bucket.Objects.Add(marker);
            return (new DeleteOutcome(marker.VersionId, IsDeleteMarker: true), events.Tell(bucket, EventKind.DeleteMarker, marker, cause));
        }

        if (bucket.Objects.Current(key) is not { } current)
        {
            return (default, null);
        }

        bucket.Objects.Remove(current);
        return (default, events.Tell(bucket, EventKind.Delete, current, cause));
    }

    private (DeleteOutcome, ObjectEvent?) DeleteVersion(Bucket bucket, string key, string versionId, EventCause cause)
    {
        if (bucket.Objects.Find(key, Bucket.Checked(versionId)) is not { } version)
        {
            // Deleting what is not there succeeds, as with keys.
            return (new DeleteOutcome(versionId, IsDeleteMarker: false), null);
        }

        bucket.Objects.Remove(version);
        return (new DeleteOutcome(versionId, version.IsDeleteMarker), events.Tell(bucket, EventKind.Delete, version, cause));
    }
}
