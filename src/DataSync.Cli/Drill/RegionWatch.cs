using DataSync.Cli.Failover;

namespace DataSync.Cli.Drill;

/// <summary>Checks every region again and again, as Route 53 would: the next check comes an interval after the answer.</summary>
internal sealed class RegionWatch(IDrillSite site, IReadOnlyList<string> regions, DrillOptions options, Timeline timeline, TimeProvider time)
{
    private readonly Dictionary<string, State> _states = regions.ToDictionary(r => r, _ => new State(options.Threshold), StringComparer.Ordinal);

    private sealed class State(int threshold)
    {
        public HealthWatch Watch { get; } = new(threshold);

        public HealthAnswer? Last { get; set; }

        public DateTimeOffset? LastSuccessAt { get; set; }
    }

    /// <summary>What routing takes a region for.</summary>
    public bool IsHealthy(string region)
    {
        lock (_states)
        {
            return _states[region].Watch.IsHealthy;
        }
    }

    /// <summary>What a region answered last; null before the first check.</summary>
    public HealthAnswer? Last(string region)
    {
        lock (_states)
        {
            return _states[region].Last;
        }
    }

    /// <summary>When a check of a region succeeded last; null when none did.</summary>
    public DateTimeOffset? LastSuccessAt(string region)
    {
        lock (_states)
        {
            return _states[region].LastSuccessAt;
        }
    }

    /// <summary>Checks until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(regions.Select(region => RunAsync(region, cancellationToken)));

    private async Task RunAsync(string region, CancellationToken cancellationToken)
    {
        while (true)
        {
            var askedAt = time.GetUtcNow();
            Take(region, askedAt, await site.CheckAsync(region, cancellationToken));
            await Task.Delay(options.Interval, time, cancellationToken);
        }
    }

    private void Take(string region, DateTimeOffset askedAt, HealthAnswer answer)
    {
        bool isChanged, isHealthy;
        lock (_states)
        {
            var state = _states[region];
            isChanged = state.Watch.Observe(answer.IsServing);
            isHealthy = state.Watch.IsHealthy;
            state.Last = answer;
            state.LastSuccessAt = answer.IsServing ? askedAt : state.LastSuccessAt;
        }

        if (isChanged)
        {
            timeline.Add(isHealthy ? Timeline.Healthy : Timeline.Unhealthy, region, $"{region} is {(isHealthy ? "healthy" : "unhealthy")} for routing: {options.Threshold} checks in a row; the last answer: {answer}");
        }
    }
}
