namespace DataSync.Core.DeadLetters;

/// <summary>What a message went through before it was sent back from the dead letters, bounded, so that it can be so for ever.</summary>
/// <param name="ReplayCount">How often it was sent back.</param>
/// <param name="Run">Id of the run that sent it back last.</param>
/// <param name="Failures">The newest, at most <see cref="MaxFailures"/>, oldest first.</param>
public sealed record ReplayHistory(int ReplayCount, string Run, IReadOnlyList<PastFailure> Failures)
{
    /// <summary>Older failures are forgotten; they stay counted.</summary>
    public const int MaxFailures = 10;

    /// <summary>The same without the failures, for where there is no room. The run stays: it tells a letter that failed again from its copies.</summary>
    public ReplayHistory Trimmed => this with { Failures = [] };

    /// <summary>The history of a letter that a run sends back.</summary>
    /// <param name="before">What it had so far; null for none.</param>
    /// <param name="failure">What is known of the letter.</param>
    /// <param name="run">The run's id.</param>
    public static ReplayHistory Add(ReplayHistory? before, PastFailure failure, string run) =>
        Join(before, new ReplayHistory(1, run, [failure]))!;

    /// <summary>Two parts of one history.</summary>
    /// <param name="older">The part that was written first; null for none.</param>
    /// <param name="newer">The part that was written afterwards; null for none.</param>
    public static ReplayHistory? Join(ReplayHistory? older, ReplayHistory? newer)
    {
        if (older is null || newer is null)
        {
            return older ?? newer;
        }

        var failures = older.Failures.Concat(newer.Failures).TakeLast(MaxFailures).ToArray();
        return new ReplayHistory((int)Math.Min(int.MaxValue, (long)older.ReplayCount + newer.ReplayCount), newer.Run, failures);
    }

    /// <summary>Equal by content.</summary>
    public bool Equals(ReplayHistory? other) =>
        other is not null && ReplayCount == other.ReplayCount && Run == other.Run && Failures.SequenceEqual(other.Failures);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ReplayCount, Run, Failures.Count);
}
