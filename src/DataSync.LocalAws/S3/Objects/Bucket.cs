using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>A bucket. Whatever of it changes is read and written under <see cref="Gate"/>.</summary>
internal sealed class Bucket(string name, string region, DateTimeOffset created)
{
    public string Name => name;

    public string Region => region;

    public DateTimeOffset Created => created;

    public Lock Gate { get; } = new();

    public ObjectTable Objects { get; } = new();

    public Dictionary<string, MultipartUpload> Uploads { get; } = new(StringComparer.Ordinal);

    public VersioningState Versioning { get; set; }

    public NotificationConfiguration Notifications { get; set; } = NotificationConfiguration.None;

    /// <summary>Documents that are kept as they were given, by operation name without its verb.</summary>
    public Dictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal);

    public bool IsDeleted { get; set; }

    /// <summary>The version id as answers give it; null where a bucket without versions gives none.</summary>
    public string? Shown(string versionId) => Versioning == VersioningState.Never ? null : versionId;

    /// <summary>Said by a write once it has the lock: the bucket may have gone while the body came in.</summary>
    public void RequireAlive()
    {
        if (IsDeleted)
        {
            throw S3Errors.NoSuchBucket(name);
        }
    }

    /// <summary>The object a call means, with a reference to its bytes taken; the current version when no id is given.</summary>
    public ObjectVersion Take(string key, string? versionId)
    {
        lock (Gate)
        {
            RequireAlive();
            var version = Find(key, versionId);
            version.Content.AddReference();
            return version;
        }
    }

    /// <summary>The object a call means. Called under the lock.</summary>
    /// <exception cref="S3Exception">There is none, or it is a delete marker.</exception>
    public ObjectVersion Find(string key, string? versionId)
    {
        var version = versionId is null ? Objects.Current(key) : Objects.Find(key, Checked(versionId));
        if (version is null)
        {
            throw versionId is null ? S3Errors.NoSuchKey(key) : S3Errors.NoSuchVersion(key, versionId);
        }

        if (!version.IsDeleteMarker)
        {
            return version;
        }

        var headers = new Dictionary<string, string> { ["x-amz-delete-marker"] = "true", ["x-amz-version-id"] = version.VersionId };
        if (versionId is null)
        {
            throw new S3Exception(404, "NoSuchKey", "The specified key does not exist.", ("Key", key)) { Headers = headers };
        }

        headers["Allow"] = "DELETE";
        headers["Last-Modified"] = version.LastModifiedSecond.ToString("R");
        throw new S3Exception(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", ("Method", "GET"), ("ResourceType", "DeleteMarker")) { Headers = headers };
    }

    /// <summary>The id, when it can be one.</summary>
    public static string Checked(string versionId) => versionId == ObjectVersion.NullId || versionId.Length == VersionIds.Length
        ? versionId
        : throw S3Errors.InvalidArgument("Invalid version id specified", "versionId", versionId);
}
