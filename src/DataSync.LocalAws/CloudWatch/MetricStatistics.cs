namespace DataSync.LocalAws.CloudWatch;

/// <summary>What is known of a metric over a time: count, sum, minimum and maximum exactly, percentiles to within 1 %. Not safe for concurrent use.</summary>
internal sealed class MetricStatistics
{
    private readonly LogHistogram _histogram = new();

    public double Count { get; private set; }

    public double Sum { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public double Average => Sum / Count;

    public void Add(double value, double count)
    {
        Count += count;
        Sum += value * count;
        Minimum = Math.Min(Minimum, value);
        Maximum = Math.Max(Maximum, value);
        _histogram.Add(value, count);
    }

    public void Add(MetricStatistics other)
    {
        Count += other.Count;
        Sum += other.Sum;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
        _histogram.Add(other._histogram);
    }

    public double Percentile(double percent) => percent switch
    {
        <= 0 => Minimum,
        >= 100 => Maximum,
        _ => Math.Clamp(_histogram.Percentile(percent), Minimum, Maximum),
    };
}
