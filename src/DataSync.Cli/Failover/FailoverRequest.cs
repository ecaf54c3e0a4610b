using DataSync.Cli.Deployments;

namespace DataSync.Cli.Failover;

/// <summary>Which region hands its writers over to which, and on what terms.</summary>
/// <param name="From">The region that is left.</param>
/// <param name="To">The region that takes over.</param>
internal sealed record FailoverRequest(string From, string To)
{
    /// <summary>How long nothing must be written in the old region, and nothing must wait. Metrics on AWS are a minute or so behind.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest that one step waits.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>True: dead letters with writes of the old region do not stop it.</summary>
    public bool AcceptsDeadLetters { get; init; }

    /// <summary>True: goes on though writers do not stop, or not all has arrived.</summary>
    public bool IsForced { get; init; }

    /// <summary>True: the old region need not answer.</summary>
    public bool IsUnplanned { get; init; }

    /// <summary>What is run at the switch point; null for nothing.</summary>
    public string? Command { get; init; }

    /// <summary>Why, for the serving state.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The request, when it makes sense for these regions.</summary>
    /// <exception cref="OperatorException">It does not; the message says why.</exception>
    public FailoverRequest Check(IReadOnlyList<string> regions)
    {
        foreach (var name in new[] { From, To }.Where(name => !regions.Contains(name, StringComparer.Ordinal)))
        {
            throw new OperatorException(ExitCodes.CannotStart, $"'{name}' is not a region of this deployment; they are {string.Join(", ", regions)}.");
        }

        return From == To
            ? throw new OperatorException(ExitCodes.CannotStart, $"--from and --to are both {From}; writers go from one region to another.")
            : this;
    }
}
