using DataSync.Cli.Deployments;

namespace DataSync.Cli.Drill;

/// <summary>How a region is taken out.</summary>
internal enum OutageKind
{
    /// <summary>Its serving state is set to draining.</summary>
    Drain,

    /// <summary>The local host cuts it off: from the other regions and from users.</summary>
    Cut,

    /// <summary>Somebody else does it, such as AWS FIS; the drill waits for it to happen and to end.</summary>
    External,
}

/// <summary>What a drill does.</summary>
/// <param name="Region">The region that is taken out.</param>
internal sealed record DrillOptions(string Region)
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(5);

    /// <summary>How it is taken out.</summary>
    public OutageKind How { get; init; } = OutageKind.Drain;

    /// <summary>Target: the first request is served elsewhere within this.</summary>
    public TimeSpan Rto { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Target: the oldest write that the other region lacks at the moment of loss is at most so old.</summary>
    public TimeSpan Rpo { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Target: after healing, all regions hold the same within this. The drill gives up then.</summary>
    public TimeSpan Converge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause between two health checks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks in a row that make a region unhealthy, or healthy again.</summary>
    public int Threshold { get; init; } = 3;

    /// <summary>How long there is traffic before the loss.</summary>
    public TimeSpan Before { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the region is out.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests a second, each of which writes an item.</summary>
    public double Rate { get; init; } = 5;

    /// <summary>How long a client keeps a routing answer, as a resolver does with DNS.</summary>
    public TimeSpan DnsTtl { get; init; }

    /// <summary>Where users go, whose answer tells the region by the header x-datasync-region; null: routing is simulated.</summary>
    public Uri? Url { get; init; }

    /// <summary>A FIS experiment template, for the command that is shown; null for none.</summary>
    public string? FisTemplate { get; init; }

    /// <summary>The options, when they make sense.</summary>
    /// <exception cref="OperatorException">They do not; the message says why.</exception>
    public DrillOptions Check()
    {
        Require(Interval > TimeSpan.Zero && Interval <= LongestInterval, $"--interval {Interval.TotalSeconds:0.###} s must be more than 0 and at most {LongestInterval.TotalSeconds:0} s.");
        Require(Threshold is >= 1 and <= 10, $"--threshold {Threshold} must be 1 to 10.");
        Require(Rate is > 0 and <= 100, $"--rate {Rate} must be more than 0 and at most 100 requests a second: it is a drill, not a load test.");
        Require(Duration > TimeSpan.Zero, "--duration must be more than 0.");
        Require(Rto > TimeSpan.Zero, "--rto must be more than 0.");
        return this;
    }

    private static void Require(bool isSo, string why)
    {
        if (!isSo)
        {
            throw new OperatorException(ExitCodes.CannotStart, why);
        }
    }
}
