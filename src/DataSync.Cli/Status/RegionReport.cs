namespace DataSync.Cli.Status;

/// <summary>One region at a moment. A figure that could not be had is null, which is not the same as zero.</summary>
/// <param name="Region">Its name.</param>
internal sealed record RegionReport(string Region)
{
    /// <summary>Why the region did not answer; null when it did.</summary>
    public string? Error { get; init; }

    /// <summary>When its stack was deployed last; null when that is not known.</summary>
    public DateTimeOffset? DeployedAt { get; init; }

    /// <summary>Replication lag by the region that the changes come from.</summary>
    public IReadOnlyList<OriginReport> Origins { get; init; } = [];

    /// <summary>Messages of other regions' changes that wait here, delayed and in hand included.</summary>
    public long? ChangesWaiting { get; init; }

    /// <summary>Events of this region's bucket that wait to be captured; null without objects.</summary>
    public long? ObjectEventsWaiting { get; init; }

    /// <summary>Envelopes for other regions that wait here.</summary>
    public long? ParkedWaiting { get; init; }

    /// <summary>Age of the oldest message in the changes queue, in seconds.</summary>
    public double? OldestChangeSeconds { get; init; }

    /// <summary>Age of the oldest write of this region that is not yet in every other region's queue, in seconds.</summary>
    public double? OldestUnsentSeconds { get; init; }

    /// <summary>How far capture is behind the table's stream, in seconds.</summary>
    public double? IteratorAgeSeconds { get; init; }

    /// <summary>Dead letters by queue, as <c>changes</c>, <c>parked</c>, <c>capture</c>, <c>object-events</c>, and <c>failures</c> for batches in the failure bucket.</summary>
    public IReadOnlyDictionary<string, long> DeadLetters { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Writes of this region captured in the last minute.</summary>
    public double? CapturedPerMinute { get; init; }

    /// <summary>Changes of other regions applied in the last minute.</summary>
    public double? AppliedPerMinute { get; init; }

    /// <summary>Writes that lost a conflict here in the last hour.</summary>
    public double? ConflictsLastHour { get; init; }

    /// <summary>Invocations that failed in the last five minutes, by handler; without those that had none.</summary>
    public IReadOnlyDictionary<string, double> FunctionErrors { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Invocations that Lambda refused in the last five minutes, by handler.</summary>
    public IReadOnlyDictionary<string, double> FunctionThrottles { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Batches of local writes in the last hour that could not even be written to the failure bucket.</summary>
    public double DroppedBatches { get; init; }

    /// <summary>What is paused here, in words; empty when nothing is.</summary>
    public IReadOnlyList<string> Paused { get; init; } = [];

    /// <summary>When this region was last compared with the others; null when it never was.</summary>
    public DateTimeOffset? LastVerification { get; init; }
}

/// <summary>What comes from one other region.</summary>
/// <param name="Origin">That region.</param>
/// <param name="P50Ms">Median lag from write to apply in the window looked at, in milliseconds; null when nothing was applied.</param>
/// <param name="P95Ms">95th percentile.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="HeartbeatAgeSeconds">Age of its last heartbeat, to the minute; null when there was none in the window.</param>
internal sealed record OriginReport(string Origin, double? P50Ms, double? P95Ms, double? P99Ms, double? HeartbeatAgeSeconds);
