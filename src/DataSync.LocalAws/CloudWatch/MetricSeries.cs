namespace DataSync.LocalAws.CloudWatch;

/// <summary>One metric, minute by minute. Minutes are counted from the Unix epoch. Safe for concurrent use.</summary>
internal sealed class MetricSeries
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, MetricStatistics> _minutes = [];

    public void Add(long minute, double value, double count)
    {
        lock (_lock)
        {
            if (!_minutes.TryGetValue(minute, out var statistics))
            {
                statistics = _minutes[minute] = new MetricStatistics();
            }

            statistics.Add(value, count);
        }
    }

    /// <summary>Makes the value the minute's only one: the last of several looks at the same thing.</summary>
    public void Set(long minute, double value)
    {
        lock (_lock)
        {
            var statistics = _minutes[minute] = new MetricStatistics();
            statistics.Add(value, 1);
        }
    }

    /// <summary>Points of <paramref name="period"/> minutes from <paramref name="start"/> on, up to <paramref name="end"/> (exclusive); none for times without values.</summary>
    public List<(long Minute, double Value)> Read(long start, long end, long period, Func<MetricStatistics, double> statistic)
    {
        lock (_lock)
        {
            return [.. _minutes
                .Where(minute => minute.Key >= start && minute.Key < end)
                .GroupBy(minute => start + ((minute.Key - start) / period * period), minute => minute.Value)
                .Select(group => (group.Key, statistic(Together(group))))];
        }
    }

    /// <summary>Forgets what is before the minute; true when nothing is left.</summary>
    public bool Trim(long minute)
    {
        lock (_lock)
        {
            foreach (var old in _minutes.Keys.TakeWhile(key => key < minute).ToList())
            {
                _minutes.Remove(old);
            }

            return _minutes.Count == 0;
        }
    }

    private static MetricStatistics Together(IEnumerable<MetricStatistics> parts)
    {
        var all = new MetricStatistics();
        foreach (var part in parts)
        {
            all.Add(part);
        }

        return all;
    }
}
