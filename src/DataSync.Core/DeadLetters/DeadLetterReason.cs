namespace DataSync.Core.DeadLetters;

/// <summary>Why a message was given up on. docs/operations.md has a line of advice for each.</summary>
public enum DeadLetterReason
{
    /// <summary>The stream record could not be read.</summary>
    MalformedRecord,

    /// <summary>The message is not an envelope.</summary>
    MalformedEnvelope,

    /// <summary>One change of an envelope could not be read.</summary>
    MalformedChange,

    /// <summary>The envelope was written by a newer release.</summary>
    UnknownFormat,

    /// <summary>The change names an entity or a region that this stack does not know.</summary>
    UnknownTarget,

    /// <summary>The version is further ahead of this region's clock than the allowed drift.</summary>
    VersionFromTheFuture,

    /// <summary>The change came back to the region it was made in, or crossed more regions than there are.</summary>
    Loop,

    /// <summary>The item has no room for the stamp (400 KB).</summary>
    ItemTooLarge,

    /// <summary>The change does not fit into a message.</summary>
    ChangeTooLarge,

    /// <summary>The table refused the item for good: a key schema that differs, a value that is not allowed.</summary>
    Rejected,

    /// <summary>A local write stayed unsequenced for longer than the deferral limit.</summary>
    DeferredTooLong,

    /// <summary>Every attempt failed with an error that might have passed.</summary>
    RetriesExhausted,
}
