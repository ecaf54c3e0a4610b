namespace DataSync.Local.Faults;

/// <summary>What can be made to go wrong.</summary>
public enum FaultKind
{
    /// <summary>Every call between the region and another one breaks.</summary>
    Cut,

    /// <summary>Every call between the region and another one waits first.</summary>
    Delay,

    /// <summary>A service of the region refuses calls with its throttling error.</summary>
    Throttle,

    /// <summary>A service of the region answers with an internal error instead of doing anything.</summary>
    Error,

    /// <summary>A service of the region denies access.</summary>
    Deny,

    /// <summary>A call of a function takes effect, but its answer is lost and the connection breaks.</summary>
    Lose,

    /// <summary>A function's process is killed at one of its calls, in the middle of an invocation.</summary>
    Kill,

    /// <summary>Messages and stream records are delivered twice.</summary>
    Duplicate,

    /// <summary>Messages overtake each other. Stream records keep the order they are promised.</summary>
    Reorder,

    /// <summary>The region's clock stands still.</summary>
    Freeze,

    /// <summary>The region's clock is ahead, or behind.</summary>
    Skew,
}
