namespace DataSync.Cli.Failover;

/// <summary>What came of a step.</summary>
internal enum StepVerdict
{
    /// <summary>It is so, or it was done.</summary>
    Ok,

    /// <summary>Of a look: the step would change something or wait.</summary>
    Due,

    /// <summary>Not done, and the rest goes on without it.</summary>
    Open,

    /// <summary>Nothing after it is done.</summary>
    Blocked,
}

/// <summary>What a step found.</summary>
/// <param name="Verdict">What came of it.</param>
/// <param name="Found">In words, the remedy included.</param>
internal sealed record StepOutcome(StepVerdict Verdict, IReadOnlyList<string> Found)
{
    public static StepOutcome Ok(params string[] found) => new(StepVerdict.Ok, found);

    public static StepOutcome Due(params string[] found) => new(StepVerdict.Due, found);

    public static StepOutcome Open(params string[] found) => new(StepVerdict.Open, found);

    public static StepOutcome Blocked(params string[] found) => new(StepVerdict.Blocked, found);
}

/// <summary>One step of a failover.</summary>
/// <param name="Name">Its name in the state file.</param>
/// <param name="Title">What it is for.</param>
/// <param name="LookAsync">Looks, and changes nothing.</param>
internal sealed record FailoverStep(string Name, string Title, Func<CancellationToken, Task<StepOutcome>> LookAsync)
{
    /// <summary>Does it; null for a step that only looks, which is looked at again whenever a run goes on. Doing it twice is as good as doing it once.</summary>
    public Func<Action<string>, CancellationToken, Task<StepOutcome>>? ActAsync { get; init; }
}
