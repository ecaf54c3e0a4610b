namespace DataSync.Cli.Drill;

/// <summary>Something that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What, as the names in <see cref="Timeline"/>.</param>
/// <param name="Region">Where; null when it is about all.</param>
/// <param name="Text">In words.</param>
internal sealed record TimelineEvent(DateTimeOffset At, string Kind, string? Region, string Text);

/// <summary>A user's request.</summary>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="EndedAt">When it was served, or given up.</param>
/// <param name="Region">Who served it; who should have, when nobody did.</param>
/// <param name="IsServed">False when it failed.</param>
internal sealed record RequestRecord(DateTimeOffset StartedAt, DateTimeOffset EndedAt, string Region, bool IsServed);

/// <summary>How much was not everywhere at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Missing">Items times regions that lack them.</param>
/// <param name="Waiting">Messages in all queues.</param>
internal sealed record BacklogSample(DateTimeOffset At, int Missing, long Waiting);

/// <summary>What happened in a drill. Safe for concurrent use.</summary>
internal sealed class Timeline(TimeProvider time, Action<string> tell)
{
    public const string Started = "started";
    public const string Lost = "lost";
    public const string Unhealthy = "unhealthy";
    public const string ServedElsewhere = "served-elsewhere";
    public const string Healed = "healed";
    public const string Healthy = "healthy";
    public const string ServedAgain = "served-again";
    public const string Converged = "converged";
    public const string Finished = "finished";

    private readonly Lock _lock = new();
    private readonly List<TimelineEvent> _events = [];
    private readonly List<RequestRecord> _requests = [];
    private readonly List<BacklogSample> _samples = [];
    private readonly DateTimeOffset _start = time.GetUtcNow();

    /// <summary>What happened so far, in order.</summary>
    public IReadOnlyList<TimelineEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events.OrderBy(e => e.At)];
            }
        }
    }

    /// <summary>The requests so far, as they ended.</summary>
    public IReadOnlyList<RequestRecord> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The samples so far, in order.</summary>
    public IReadOnlyList<BacklogSample> Samples
    {
        get
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    /// <summary>Notes that something happened, and tells it.</summary>
    public void Add(string kind, string? region, string text, DateTimeOffset? at = null)
    {
        var happened = new TimelineEvent(at ?? time.GetUtcNow(), kind, region, text);
        lock (_lock)
        {
            _events.Add(happened);
        }

        tell(FormattableString.Invariant($"{(happened.At - _start).TotalSeconds,7:0.0} s  {text}"));
    }

    public void Add(RequestRecord request)
    {
        lock (_lock)
        {
            _requests.Add(request);
        }
    }

    public void Add(BacklogSample sample)
    {
        lock (_lock)
        {
            _samples.Add(sample);
        }
    }

    /// <summary>When this happened first; null when it did not.</summary>
    public DateTimeOffset? First(string kind, string? region = null, DateTimeOffset? after = null) =>
        Events.FirstOrDefault(e => e.Kind == kind && (region is null || e.Region == region) && (after is null || e.At >= after))?.At;
}
