namespace DataSync.Cli.Flow;

/// <summary>What is still on its way out of a region, at a moment.</summary>
/// <param name="Region">The region.</param>
internal sealed record DrainLook(string Region)
{
    /// <summary>State of the mapping of CaptureItems, as Lambda says.</summary>
    public string Capture { get; init; } = "";

    /// <summary>State of the mapping of CaptureObjects; null without objects.</summary>
    public string? ObjectCapture { get; init; }

    /// <summary>State of the mapping of Forward.</summary>
    public string Forward { get; init; } = "";

    /// <summary>How far capture was behind the stream in its newest minute; null when it did nothing of late.</summary>
    public double? IteratorAgeSeconds { get; init; }

    /// <summary>Invocations of CaptureItems that failed or were throttled of late: what they had in hand is not sent.</summary>
    public double CaptureFailures { get; init; }

    /// <summary>Events of the bucket that wait, delayed and in hand included; null without objects.</summary>
    public long? ObjectEvents { get; init; }

    /// <summary>Envelopes that wait for other regions, delayed and in hand included.</summary>
    public long Parked { get; init; }

    /// <summary>Regions on hold here.</summary>
    public IReadOnlyList<string> OnHold { get; init; } = [];

    /// <summary>Other regions that did not answer when they were asked for their settings.</summary>
    public IReadOnlyList<string> Away { get; init; } = [];

    /// <summary>Dead letters that hold writes of this region.</summary>
    public long DeadLetters { get; init; }

    /// <summary>The other regions' changes queues; empty when nobody asked.</summary>
    public IReadOnlyList<DrainTarget> Targets { get; init; } = [];
}

/// <summary>What waits to be applied in another region, whoever wrote it.</summary>
/// <param name="Region">The region.</param>
/// <param name="Changes">Messages, delayed and in hand included; null when it did not answer.</param>
/// <param name="Apply">State of the mapping of Apply; null when it did not answer.</param>
internal sealed record DrainTarget(string Region, long? Changes, string? Apply);
