namespace DataSync.Cli.WebConsole;

/// <summary>The last half hour of plots. Not safe for concurrent use.</summary>
internal sealed class StatusHistory(TimeSpan length, TimeSpan spacing)
{
    private readonly Queue<HistorySample> _samples = new();
    private long _lastMs = long.MinValue / 2;

    /// <summary>How many points it holds; never more than its length divided by the spacing, and one.</summary>
    public int Count => _samples.Count;

    /// <summary>Keeps the point unless the last one is too near, and forgets those that are too old. True when it was kept.</summary>
    public bool Add(HistorySample sample)
    {
        // A clock that was set back must not stop the plots until it has caught up.
        if (sample.AtMs >= _lastMs && sample.AtMs - _lastMs < (long)spacing.TotalMilliseconds)
        {
            return false;
        }

        if (sample.AtMs < _lastMs)
        {
            _samples.Clear();
        }

        _lastMs = sample.AtMs;
        _samples.Enqueue(sample);
        while (_samples.Peek().AtMs < sample.AtMs - (long)length.TotalMilliseconds)
        {
            _samples.Dequeue();
        }

        return true;
    }

    /// <summary>The points by column, which is a fraction of the size of one object each.</summary>
    public Columns ToColumns()
    {
        var names = _samples.SelectMany(sample => sample.Regions).Select(region => region.Region).Distinct(StringComparer.Ordinal).ToList();
        return new Columns([.. _samples.Select(sample => sample.AtMs)], [.. names.Select(ColumnsOf)]);
    }

    private RegionColumns ColumnsOf(string name)
    {
        var points = _samples.Select(sample => sample.Regions.FirstOrDefault(region => region.Region == name)).ToList();
        return new RegionColumns(
            name,
            [.. points.Select(point => point?.P50Ms)],
            [.. points.Select(point => point?.P99Ms)],
            [.. points.Select(point => point?.Applied)],
            [.. points.Select(point => point?.Captured)]);
    }

    /// <summary>All points.</summary>
    /// <param name="AtMs">Their times.</param>
    /// <param name="Regions">The figures of each region, one for each time.</param>
    internal sealed record Columns(IReadOnlyList<long> AtMs, IReadOnlyList<RegionColumns> Regions);

    /// <summary>One region's points.</summary>
    internal sealed record RegionColumns(string Region, IReadOnlyList<double?> P50Ms, IReadOnlyList<double?> P99Ms, IReadOnlyList<double?> Applied, IReadOnlyList<double?> Captured);
}
