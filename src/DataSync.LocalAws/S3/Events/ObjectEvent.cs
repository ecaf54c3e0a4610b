using DataSync.LocalAws.S3.Objects;

namespace DataSync.LocalAws.S3.Events;

/// <summary>Something that has happened to an object, with all that both shapes of an event say of it.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Targets">The bucket's notifications at the time.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The version that was made, changed or removed.</param>
/// <param name="Sequencer">Rises with every event.</param>
/// <param name="At">When.</param>
/// <param name="Cause">Who asked for it.</param>
internal sealed record ObjectEvent(
    Bucket Bucket, NotificationConfiguration Targets, EventKind Kind, ObjectVersion Version, string Sequencer, DateTimeOffset At, EventCause Cause)
{
    /// <summary>The version's id; null when the bucket kept no versions as it was written.</summary>
    public string? VersionId => Version.VersionId == ObjectVersion.NullId ? null : Version.VersionId;
}
