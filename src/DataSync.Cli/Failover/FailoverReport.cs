namespace DataSync.Cli.Failover;

/// <summary>A plan, a check or a run, step by step.</summary>
/// <param name="Action"><c>plan</c>, <c>check</c> or <c>run</c>.</param>
/// <param name="From">The region that is left.</param>
/// <param name="To">The region that takes over.</param>
internal sealed record FailoverReport(string Action, string From, string To)
{
    /// <summary>True when the old region need not answer.</summary>
    public bool IsUnplanned { get; init; }

    /// <summary>True when nothing was changed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The steps, as far as it came.</summary>
    public IReadOnlyList<ReportedStep> Steps { get; init; } = [];

    /// <summary>What a person should know or do next.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True when no step stands in the way.</summary>
    public bool IsSafe => Steps.All(step => step.Verdict != StepVerdict.Blocked);

    /// <summary>True when every step was done.</summary>
    public bool IsComplete => !IsDryRun && Steps.All(step => step.Verdict == StepVerdict.Ok);
}

/// <summary>A step and what came of it.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is for.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Found">What it found, in words.</param>
internal sealed record ReportedStep(int Number, string Name, string Title, StepVerdict Verdict, IReadOnlyList<string> Found);
