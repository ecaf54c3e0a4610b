namespace DataSync.Cli.Drill;

/// <summary>The figures of a drill. Durations are in seconds; null is "it did not happen".</summary>
internal sealed record DrillFigures
{
    /// <summary>The most items that a report lists.</summary>
    public const int MaxListed = 1000;

    /// <summary>From the loss until health checks took the region for unhealthy.</summary>
    public double? UnhealthySeconds { get; init; }

    /// <summary>RTO: from the loss until the first request that was begun after it was served by another region.</summary>
    public double? RtoSeconds { get; init; }

    /// <summary>RPO: from the oldest write of the lost region that the target lacked at the loss, until the loss; 0 when it lacked none.</summary>
    public double RpoSeconds { get; init; }

    /// <summary>How many writes that were.</summary>
    public int UnreplicatedCount { get; init; }

    /// <summary>How many of them had not arrived when the region came back: gone, if it never had.</summary>
    public int AtRiskCount { get; init; }

    /// <summary>The same as a time before the loss; 0 when all had arrived.</summary>
    public double AtRiskSeconds { get; init; }

    /// <summary>From healing until health checks took the region for healthy.</summary>
    public double? RecoveredSeconds { get; init; }

    /// <summary>From healing until the first request that was begun after it was served by the region again.</summary>
    public double? ServedAgainSeconds { get; init; }

    /// <summary>From healing until all that was written before it was everywhere, and no more was parked than before the drill.</summary>
    public double? ConvergedSeconds { get; init; }

    /// <summary>Confirmed writes that some region does not hold in the end, or holds differently.</summary>
    public int LostCount { get; init; }

    /// <summary>Items written and confirmed.</summary>
    public int WrittenCount { get; init; }

    /// <summary>Requests that were served.</summary>
    public int ServedCount { get; init; }

    /// <summary>Requests that were not.</summary>
    public int FailedCount { get; init; }

    /// <summary>The longest time in which no request was served that was begun in it; 0 when none failed.</summary>
    public double LongestSilenceSeconds { get; init; }

    /// <summary>Median of the time until the target held an item that was written before the loss, looked at twice a second; null when there was none.</summary>
    public double? ReplicationLagSeconds { get; init; }

    /// <summary>What the timeline says.</summary>
    /// <param name="region">The region that was taken out.</param>
    /// <param name="lostAt">When.</param>
    /// <param name="healedAt">When it was brought back.</param>
    /// <param name="timeline">What happened.</param>
    public static DrillFigures Of(string region, DateTimeOffset lostAt, DateTimeOffset healedAt, Timeline timeline)
    {
        var requests = timeline.Requests.OrderBy(r => r.EndedAt).ToList();
        return new DrillFigures
        {
            UnhealthySeconds = Seconds(lostAt, timeline.First(Timeline.Unhealthy, region, lostAt)),
            RtoSeconds = Seconds(lostAt, requests.FirstOrDefault(r => r.IsServed && r.Region != region && r.StartedAt >= lostAt)?.EndedAt),
            RecoveredSeconds = Seconds(healedAt, timeline.First(Timeline.Healthy, region, healedAt)),
            ServedAgainSeconds = Seconds(healedAt, requests.FirstOrDefault(r => r.IsServed && r.Region == region && r.StartedAt >= healedAt)?.EndedAt),
            ConvergedSeconds = Seconds(healedAt, timeline.First(Timeline.Converged)),
            ServedCount = requests.Count(r => r.IsServed),
            FailedCount = requests.Count(r => !r.IsServed),
            LongestSilenceSeconds = LongestSilence(requests),
        };
    }

    // From the begin of a request that failed to the end of the next one that was served.
    private static double LongestSilence(IReadOnlyList<RequestRecord> requests)
    {
        var longest = TimeSpan.Zero;
        DateTimeOffset? since = null;
        foreach (var request in requests)
        {
            if (!request.IsServed)
            {
                since = since is null || request.StartedAt < since ? request.StartedAt : since;
            }
            else if (since is { } begin)
            {
                longest = request.EndedAt - begin > longest ? request.EndedAt - begin : longest;
                since = null;
            }
        }

        var end = since is { } open ? requests[^1].EndedAt - open : TimeSpan.Zero;
        return Round(end > longest ? end : longest);
    }

    /// <summary>Seconds between two moments, to the millisecond; null when there is no second one.</summary>
    public static double? Seconds(DateTimeOffset from, DateTimeOffset? to) => to is { } at ? Round(at - from) : null;

    /// <summary>Seconds, to the millisecond.</summary>
    public static double Round(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
