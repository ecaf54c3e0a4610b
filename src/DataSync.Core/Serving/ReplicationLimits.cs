namespace DataSync.Core.Serving;

/// <summary>How far behind a region may be and still count as fit to serve.</summary>
public sealed record ReplicationLimits
{
    /// <summary>How long a heartbeat may take to get here, and how long messages may wait while none arrives; zero is not judged.</summary>
    public required TimeSpan MaxLag { get; init; }

    /// <summary>Messages that may wait here to be applied or captured; zero is not judged.</summary>
    public required long MaxBacklogCount { get; init; }

    /// <summary>Dead letters that there may be here; zero is not judged.</summary>
    public required long MaxDeadLetterCount { get; init; }

    /// <summary>True when being over a limit makes the region unhealthy; false when it only warns.</summary>
    public required bool IsFailure { get; init; }
}
