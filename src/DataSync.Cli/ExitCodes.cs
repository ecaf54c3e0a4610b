namespace DataSync.Cli;

/// <summary>What the tool's exit code says. docs/operations.md has the same table.</summary>
internal static class ExitCodes
{
    /// <summary>All went well; of <c>status</c>: nothing is wrong.</summary>
    public const int Ok = 0;

    /// <summary>The regions do not hold the same.</summary>
    public const int Diverged = 1;

    /// <summary>Wrong usage, or something needed is missing.</summary>
    public const int CannotStart = 2;

    /// <summary>Something is wrong with the deployment, as <c>status</c> says in words.</summary>
    public const int Findings = 3;

    /// <summary>Not all of it was done: something refused, or the time was up. What was done stays done.</summary>
    public const int Incomplete = 4;

    /// <summary>A service refused or could not be reached.</summary>
    public const int Failed = 5;

    /// <summary>Of <c>drain</c>: the time is up and something is still unsent.</summary>
    public const int TimedOut = 6;

    /// <summary>Of <c>drill</c>: a target was missed; nothing was lost.</summary>
    public const int TargetMissed = 7;

    /// <summary>Ended by Ctrl-C or SIGTERM. What was done stays done.</summary>
    public const int Interrupted = 130;
}
