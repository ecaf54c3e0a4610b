using Amazon.Runtime;

namespace DataSync.Cli.Drill;

/// <summary>Follows the drill's items into every other region.</summary>
/// <param name="site">The regions.</param>
/// <param name="regions">Their names.</param>
/// <param name="written">The items so far.</param>
/// <param name="timeline">Gets a sample each time.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplicationTrack(IDrillSite site, IReadOnlyList<string> regions, Func<IReadOnlyList<DrillItem>> written, Timeline timeline, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Region, int Number), DateTimeOffset> _seen = [];

    /// <summary>What waited when it was looked last.</summary>
    public Backlog Backlog { get; private set; } = new(0, 0, 0);

    /// <summary>When it was looked last.</summary>
    public DateTimeOffset LookedAt { get; private set; }

    /// <summary>When an item was seen in a region first; null when it was not yet.</summary>
    public DateTimeOffset? SeenAt(string region, DrillItem item)
    {
        lock (_lock)
        {
            return _seen.TryGetValue((region, item.Number), out var at) ? at : null;
        }
    }

    /// <summary>Items of other regions that a region was not seen to hold.</summary>
    public IReadOnlyList<DrillItem> Missing(string region) => [.. written().Where(item => item.Region != region && SeenAt(region, item) is null)];

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await LookAsync(cancellationToken);
            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    /// <summary>One look at all regions. A region that does not answer holds nothing new.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        await Task.WhenAll(regions.Select(region => LookAsync(region, cancellationToken)));
        try
        {
            Backlog = await site.ReadBacklogAsync(cancellationToken);
        }
        catch (Exception e) when (IsPassing(e, cancellationToken))
        {
            // The figure of before stays.
        }

        LookedAt = startedAt;
        timeline.Add(new BacklogSample(time.GetUtcNow(), regions.Sum(region => Missing(region).Count), Backlog.Total));
    }

    /// <summary>Looks at one region, and answers the items that it does not hold yet.</summary>
    public async Task<IReadOnlyList<DrillItem>> LookAsync(string region, CancellationToken cancellationToken)
    {
        var missing = Missing(region);
        if (missing.Count == 0)
        {
            return missing;
        }

        try
        {
            var found = await site.ReadAsync(region, missing, cancellationToken);
            var now = time.GetUtcNow();
            lock (_lock)
            {
                foreach (var item in missing.Where(item => found.ContainsKey(item.Key)))
                {
                    _seen.TryAdd((region, item.Number), now);
                }
            }

            return [.. missing.Where(item => !found.ContainsKey(item.Key))];
        }
        catch (Exception e) when (IsPassing(e, cancellationToken))
        {
            return missing;
        }
    }

    private static bool IsPassing(Exception e, CancellationToken cancellationToken) =>
        e is AmazonClientException or AmazonServiceException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
