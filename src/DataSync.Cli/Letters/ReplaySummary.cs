using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>How a replay goes.</summary>
/// <param name="RatePerSecond">Letters a second; null for as fast as it goes.</param>
/// <param name="IsDryRun">True to count what would go and change nothing.</param>
/// <param name="MaxReplays">Letters that were sent back so often stay; null: however often.</param>
internal sealed record ReplayOptions(double? RatePerSecond, bool IsDryRun, int? MaxReplays);

/// <summary>What became of a replay. Counts are of letters.</summary>
internal sealed record ReplaySummary
{
    /// <summary>True when nothing was changed: the counts are of what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Looked at.</summary>
    public int Seen { get; init; }

    /// <summary>Sent back, and out of their dead-letter queue.</summary>
    public int Replayed { get; init; }

    /// <summary>Held the same as one that went, and were deleted.</summary>
    public int Copies { get; init; }

    /// <summary>Not meant by the filter.</summary>
    public int Skipped { get; init; }

    /// <summary>Could not go back: they stay.</summary>
    public int Kept { get; init; }

    /// <summary>Went and came back during the run: they stay, with their history.</summary>
    public int FailedAgain { get; init; }

    /// <summary>Were sent back as often as allowed: they stay.</summary>
    public int WornOut { get; init; }

    /// <summary>Went back and are still there: the next run finds them to be copies.</summary>
    public int Undeleted { get; init; }

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>True when it was stopped before the end.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>True when something stays that was meant to go.</summary>
    public bool IsIncomplete => Kept > 0 || FailedAgain > 0 || WornOut > 0 || Undeleted > 0 || Errors.Count > 0;

    /// <summary>Together with what became of another place.</summary>
    public ReplaySummary With(string place, RedriveReport report) => this with
    {
        Seen = Seen + report.SeenCount,
        Replayed = Replayed + report.RedrivenCount,
        Copies = Copies + report.CopyCount,
        Skipped = Skipped + report.SkippedCount,
        Kept = Kept + report.KeptCount,
        FailedAgain = FailedAgain + report.FailedAgainCount,
        WornOut = WornOut + report.WornOutCount,
        Undeleted = Undeleted + report.UndeletedCount,
        Errors = [.. Errors, .. report.Errors.Select(e => $"{place}: {e}"), .. AtLimit(place, report.IsAtLimit)],
    };

    /// <summary>What to do when a queue gives no more.</summary>
    public static IEnumerable<string> AtLimit(string place, bool isAtLimit) =>
        isAtLimit ? [$"{place}: so many letters stay that SQS shows no more. Replay with another filter, or discard some, and run again."] : [];
}

/// <summary>What became of letters that were to be discarded.</summary>
internal sealed record DiscardSummary
{
    /// <summary>True when nothing was changed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Archived and out of their queue.</summary>
    public int Discarded { get; init; }

    /// <summary>Not meant, or not with all their changes.</summary>
    public int Skipped { get; init; }

    /// <summary>Archived and still there.</summary>
    public int Undeleted { get; init; }

    /// <summary>True when it was stopped before the end.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Together with what became of another place.</summary>
    public DiscardSummary With(DiscardReport report) => this with
    {
        Discarded = Discarded + report.DiscardedCount,
        Skipped = Skipped + report.SkippedCount,
        Undeleted = Undeleted + report.UndeletedCount,
    };
}
