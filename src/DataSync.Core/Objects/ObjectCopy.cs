using DataSync.Core.Versions;

namespace DataSync.Core.Objects;

/// <summary>A copy to make.</summary>
/// <param name="Source">What to copy.</param>
/// <param name="SourceRegion">The region of its bucket.</param>
/// <param name="Version">The version that the copy's stamp gets.</param>
/// <param name="Expected">What must still be there when the copy is finished; null: nothing.</param>
public sealed record ObjectCopy(ObjectContent Source, string SourceRegion, ItemVersion Version, StoredObject? Expected);

/// <summary>What became of a copy.</summary>
public enum CopyOutcome
{
    /// <summary>The target was no longer what was read; nothing was written.</summary>
    Refused,

    /// <summary>Written over exactly what was read.</summary>
    Written,

    /// <summary>The source has been replaced or deleted: what replaced it has a change of its own.</summary>
    SourceGone,

    /// <summary>Time ran out. What is done is kept; <see cref="CopyResult.UploadId"/> goes on with it.</summary>
    Unfinished,
}

/// <summary>What became of a copy.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="UploadId">With <see cref="CopyOutcome.Unfinished"/>: what to go on with.</param>
public readonly record struct CopyResult(CopyOutcome Outcome, string? UploadId = null);
