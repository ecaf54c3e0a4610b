namespace DataSync.Cli.Local;

/// <summary>The newest lags, in a ring.</summary>
internal sealed class LagSamples(int window)
{
    private readonly double[] _ring = new double[window];
    private readonly Lock _lock = new();
    private long _count;

    /// <summary>How many were ever added.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Add(TimeSpan lag)
    {
        lock (_lock)
        {
            _ring[_count++ % window] = lag.TotalMilliseconds;
        }
    }

    /// <summary>A quantile in milliseconds, 0 to 1; null when nothing arrived yet.</summary>
    public double? Quantile(double quantile)
    {
        double[] sorted;
        lock (_lock)
        {
            sorted = _ring[..(int)Math.Min(_count, window)];
        }

        if (sorted.Length == 0)
        {
            return null;
        }

        Array.Sort(sorted);
        return sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(quantile * sorted.Length) - 1)];
    }
}
