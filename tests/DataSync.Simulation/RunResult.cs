namespace DataSync.Simulation;

/// <summary>How a schedule ended.</summary>
public enum Verdict
{
    /// <summary>Every promise was kept.</summary>
    Kept,

    /// <summary>Something wrong was written, sent, counted or lost.</summary>
    Unsafe,

    /// <summary>Something never came to an end.</summary>
    Stuck,

    /// <summary>The simulation itself, or a handler, threw.</summary>
    Crashed,
}

/// <summary>One schedule's result.</summary>
/// <param name="Scenario">Its scenario.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Detail">What broke: the promise's name, a colon, the circumstances. Empty when all were kept.</param>
/// <param name="Trace">Hash of everything that happened.</param>
/// <param name="Steps">How many steps it had.</param>
/// <param name="Faults">How often each fault fired, indexed by <see cref="Fault"/>.</param>
public sealed record RunResult(Scenario Scenario, int Seed, Verdict Verdict, string Detail, ulong Trace, int Steps, IReadOnlyList<long> Faults)
{
    /// <summary>The command that runs this schedule again.</summary>
    public string Replay => $"dotnet run --project tests/DataSync.Simulation -- --scenario {Scenario.Name} --seed {Seed} --runs 1";
}
