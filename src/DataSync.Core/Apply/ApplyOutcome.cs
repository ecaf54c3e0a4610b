namespace DataSync.Core.Apply;

/// <summary>What became of a change. A closed set: every place that looks at it names each.</summary>
public enum ApplyOutcome
{
    /// <summary>Not decided: a local write is not sequenced yet, or others kept writing. The change must come back later.</summary>
    Deferred,

    /// <summary>Written here.</summary>
    Applied,

    /// <summary>Written here before.</summary>
    Duplicate,

    /// <summary>Something newer is held here.</summary>
    Superseded,
}

/// <summary>What became of a change, and what it met.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="IsConflict">True when it overwrote a write of this region that was made without knowledge of it, or of which it had none.</param>
/// <param name="IsOverUnseen">True when it overwrote something the guard could not see; settling puts that right.</param>
/// <param name="IsOverBaseline">True when it overwrote content that was there before the service.</param>
public readonly record struct ApplyResult(ApplyOutcome Outcome, bool IsConflict = false, bool IsOverUnseen = false, bool IsOverBaseline = false)
{
    /// <summary>True for a superseded object whose source has been replaced or deleted: what replaced it has a change of its own.</summary>
    public bool IsSourceGone { get; init; }

    /// <summary>For a deferred object: the copy in parts to go on with.</summary>
    public string? UploadId { get; init; }
}
