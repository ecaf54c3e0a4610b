namespace DataSync.Cli.Restore;

/// <summary>What became of a restore. Counts are of items, or of objects.</summary>
internal sealed record RestoreSummary
{
    /// <summary>True when nothing was changed: the counts are of what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Looked at in the source.</summary>
    public long Seen { get; init; }

    /// <summary>Were missing and are back.</summary>
    public long Restored { get; init; }

    /// <summary>Had another content and have the old one again.</summary>
    public long SetBack { get; init; }

    /// <summary>Are there with the same content.</summary>
    public long Same { get; init; }

    /// <summary>Are there with another content, and stay so.</summary>
    public long Changed { get; init; }

    /// <summary>Not meant by the prefix.</summary>
    public long Skipped { get; init; }

    /// <summary>Were about to be deleted by another region's delete when the source was made: they are not put back.</summary>
    public long Deleting { get; init; }

    /// <summary>Somebody wrote them in the same moment: their write stays.</summary>
    public long Overtaken { get; init; }

    /// <summary>Could not be put back.</summary>
    public long Failed { get; init; }

    /// <summary>Why, of the first ones.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>True when it was stopped before the end.</summary>
    public bool IsInterrupted { get; init; }
}
