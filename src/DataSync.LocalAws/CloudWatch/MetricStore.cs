using System.Collections.Concurrent;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>
/// The figures of all regions: per metric and minute, for three hours. Count, sum, minimum and maximum are exact; percentiles come from a histogram and
/// are within 1 %. Bounded: of more than <see cref="MaxMetrics"/> metrics the newest are not kept. Safe for concurrent use.
/// </summary>
/// <param name="time">Says what is too old, and dates values that have no time of their own.</param>
public sealed class MetricStore(TimeProvider time)
{
    /// <summary>How long figures are kept: as long as CloudWatch keeps those of less than a minute.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(3);

    /// <summary>The most metrics kept at a time.</summary>
    public const int MaxMetrics = 20_000;

    // What CloudWatch accepts.
    private static readonly TimeSpan s_furthestAhead = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<MetricId, MetricSeries> _series = new();

    /// <summary>Adds a value, <paramref name="count"/> times. What is older than <see cref="Retention"/> or more than two hours ahead is not taken; false then.</summary>
    /// <param name="id">The metric.</param>
    /// <param name="value">A finite number.</param>
    /// <param name="at">When it was so; null: now.</param>
    /// <param name="count">Above zero.</param>
    public bool Add(MetricId id, double value, DateTimeOffset? at = null, double count = 1)
    {
        var now = time.GetUtcNow();
        var when = at ?? now;
        if (!double.IsFinite(value) || !(count > 0) || when < now - Retention || when > now + s_furthestAhead || Series(id) is not { } series)
        {
            return false;
        }

        series.Add(MinuteOf(when), value, count);
        return true;
    }

    /// <summary>Says what a metric is at this moment: the minute's only value, whatever it was said to be before. For figures that are looked at now and then.</summary>
    public void Set(MetricId id, double value) => Series(id)?.Set(MinuteOf(time.GetUtcNow()), value);

    internal static long MinuteOf(DateTimeOffset at) => (long)Math.Floor(at.ToUnixTimeMilliseconds() / 60_000.0);

    internal MetricSeries? Find(MetricId id) => _series.GetValueOrDefault(id);

    /// <summary>A region's metrics, in an order that stays the same.</summary>
    internal List<MetricId> List(string region, Func<MetricId, bool> filter) =>
        [.. _series.Keys
            .Where(id => id.Region == region && filter(id))
            .OrderBy(id => id.Namespace, StringComparer.Ordinal)
            .ThenBy(id => id.Name, StringComparer.Ordinal)
            .ThenBy(id => string.Join('\n', id.Dimensions.Dimensions.Select(dimension => $"{dimension.Key}\t{dimension.Value}")), StringComparer.Ordinal)];

    /// <summary>Forgets what is too old.</summary>
    internal void Trim()
    {
        var oldest = MinuteOf(time.GetUtcNow() - Retention);
        foreach (var (id, series) in _series)
        {
            if (series.Trim(oldest))
            {
                // A value that comes at this very moment goes with it; it was the first in hours.
                _series.TryRemove(KeyValuePair.Create(id, series));
            }
        }
    }

    private MetricSeries? Series(MetricId id) =>
        _series.TryGetValue(id, out var known) ? known
        : _series.Count < MaxMetrics ? _series.GetOrAdd(id, static _ => new MetricSeries())
        : null;
}
