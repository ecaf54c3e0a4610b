namespace DataSync.Core.Redrive;

/// <summary>What became of a redrive. Counts are of letters.</summary>
public sealed class RedriveReport
{
    /// <summary>Went back and left the dead-letter queue; in a dry run, would have.</summary>
    public int RedrivenCount { get; internal set; }

    /// <summary>Held the same changes as one that went back before, and were deleted; in a dry run, would have been.</summary>
    public int CopyCount { get; internal set; }

    /// <summary>Not meant by the filter: they stay.</summary>
    public int SkippedCount { get; internal set; }

    /// <summary>Could not go back: they stay.</summary>
    public int KeptCount { get; internal set; }

    /// <summary>Came back during the run: they stay.</summary>
    public int FailedAgainCount { get; internal set; }

    /// <summary>Were sent back as often as the request allows: they stay.</summary>
    public int WornOutCount { get; internal set; }

    /// <summary>Went back, but are still in the queue, because it did not delete them: the next run deletes what it finds to be a copy.</summary>
    public int UndeletedCount { get; internal set; }

    /// <summary>Looked at, each once.</summary>
    public int SeenCount { get; internal set; }

    /// <summary>True when the queue had no more to give.</summary>
    public bool IsEmpty { get; internal set; }

    /// <summary>True when so many letters stay that the queue gives no more (<see cref="LetterScan.MaxHeld"/>): discard, or replay with another filter, and run again.</summary>
    public bool IsAtLimit { get; internal set; }

    /// <summary>What went wrong, one line for each kind of failure, at most <see cref="MaxErrors"/>.</summary>
    public ISet<string> Errors { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Further errors are not told.</summary>
    public const int MaxErrors = 20;

    internal void Add(string? error)
    {
        if (error is not null && Errors.Count < MaxErrors)
        {
            Errors.Add(error);
        }
    }
}
