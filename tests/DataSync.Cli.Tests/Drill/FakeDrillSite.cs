using DataSync.Cli.Drill;
using DataSync.Cli.Failover;

namespace DataSync.Cli.Tests.Drill;

/// <summary>Three regions whose writes arrive after a lag, and whose queues keep what a cut region cannot send.</summary>
internal sealed class FakeDrillSite(TimeProvider time) : IDrillSite, IOutage
{
    public const string Lost = "us-east-1";
    public const string Next = "eu-west-1";
    public static readonly IReadOnlyList<string> All = [Next, Lost, "ap-southeast-1"];

    private readonly Dictionary<string, DrillItem> _items = new(StringComparer.Ordinal);
    private DateTimeOffset? _lostAt;
    private DateTimeOffset? _healedAt;

    /// <summary>How long a write takes to the other regions.</summary>
    public TimeSpan Lag { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A cut region serves nobody and sends nothing; one that only drains goes on.</summary>
    public bool IsCut { get; init; } = true;

    /// <summary>A write whose number is this never arrives anywhere.</summary>
    public int? Forgotten { get; init; }

    /// <summary>What is called when the outage begins.</summary>
    public Action Begun { get; init; } = static () => { };

    /// <summary>Regions that do not answer health checks from the start.</summary>
    public HashSet<string> Ill { get; } = new(StringComparer.Ordinal);

    public List<string> Deleted { get; } = [];

    public bool IsOut => _lostAt is not null && _healedAt is null;

    public bool IsOurs => true;

    public Task<HealthAnswer> CheckAsync(string region, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isOut = (region == Lost && IsOut) || Ill.Contains(region);
        return Task.FromResult(isOut ? new HealthAnswer { StatusCode = IsCut ? null : 503, Status = IsCut ? "" : "draining" } : new HealthAnswer { StatusCode = 200, Status = "healthy" });
    }

    public Task<string> ServeAsync(string region, DrillItem item, CancellationToken cancellationToken)
    {
        if (region == Lost && IsOut && IsCut)
        {
            throw new HttpRequestException("cut");
        }

        _items[item.Key] = item with { Region = region };
        return Task.FromResult(region);
    }

    public Task<IReadOnlyDictionary<string, string>> ReadAsync(string region, IReadOnlyList<DrillItem> items, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(items.Where(item => Holds(region, _items[item.Key])).ToDictionary(item => item.Key, item => $"digest {item.Number}"));

    public Task<string?> VersionAsync(DrillItem item, CancellationToken cancellationToken) => Task.FromResult<string?>($"{item.SentAt.ToUnixTimeMilliseconds()}-00000-{item.Region}");

    public Task<Backlog> ReadBacklogAsync(CancellationToken cancellationToken) => Task.FromResult(
        new Backlog(0, _items.Values.Count(item => ArrivesAt(item) is null && item.Number != Forgotten), 0));

    public Task DeleteAsync(IReadOnlyList<DrillItem> items, CancellationToken cancellationToken)
    {
        Deleted.AddRange(items.Select(item => item.Key));
        return Task.CompletedTask;
    }

    public Task<DateTimeOffset> BeginAsync(CancellationToken cancellationToken)
    {
        _lostAt = time.GetUtcNow();
        Begun();
        return Task.FromResult(_lostAt.Value);
    }

    public Task<DateTimeOffset> EndAsync(CancellationToken cancellationToken)
    {
        _healedAt ??= _lostAt is null ? null : time.GetUtcNow();
        return Task.FromResult(_healedAt ?? time.GetUtcNow());
    }

    private bool Holds(string region, DrillItem item) => region == item.Region || (ArrivesAt(item) is { } at && at <= time.GetUtcNow());

    // A write that is still here when its region is cut waits for the healing. To a cut region nothing comes, either; that makes no difference to these figures.
    private DateTimeOffset? ArrivesAt(DrillItem item)
    {
        if (item.Number == Forgotten)
        {
            return null;
        }

        var at = item.SentAt + Lag;
        var isHeld = IsCut && item.Region == Lost && _lostAt is { } lostAt && at > lostAt && (_healedAt is not { } healed || item.SentAt < healed);
        return !isHeld ? at : _healedAt is { } healedAt ? healedAt + Lag : null;
    }
}
