namespace DataSync.LocalAws.CloudWatch;

/// <summary>
/// Counts of values in buckets whose bounds grow by 2 %, so that every percentile is within 1 % of the value it stands for (the mapping of DDSketch,
/// Masson 2019). Magnitudes below 1e-9 count as zero and those above 1e18 as 1e18, which bounds the buckets at some 6,300 however many values come.
/// </summary>
internal sealed class LogHistogram
{
    private const double Growth = 1.02;
    private const double Smallest = 1e-9;
    private const double Largest = 1e18;

    // Lifts the index of the smallest magnitude above zero: the sign of a key is then that of its values.
    private const int Lift = 1100;

    private static readonly double s_logGrowth = Math.Log(Growth);

    private readonly Dictionary<int, double> _counts = [];

    public void Add(double value, double count)
    {
        ref var bucket = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, KeyOf(value), out _);
        bucket += count;
    }

    public void Add(LogHistogram other)
    {
        foreach (var (key, count) in other._counts)
        {
            ref var bucket = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
            bucket += count;
        }
    }

    /// <summary>The smallest value that <paramref name="percent"/> (0 to 100) of the values do not exceed; NaN without values.</summary>
    public double Percentile(double percent)
    {
        // A hair less, since 95 % of 20 must be the 19th value however the product is rounded.
        var rank = Math.Max(1, Math.Ceiling((percent / 100 * _counts.Values.Sum()) - 1e-9));
        foreach (var (key, count) in _counts.OrderBy(pair => pair.Key))
        {
            rank -= count;
            if (rank <= 0)
            {
                return ValueOf(key);
            }
        }

        return double.NaN;
    }

    private static int KeyOf(double value)
    {
        var magnitude = Math.Min(Math.Abs(value), Largest);
        if (magnitude < Smallest)
        {
            return 0;
        }

        var key = (int)Math.Ceiling(Math.Log(magnitude) / s_logGrowth) + Lift;
        return value < 0 ? -key : key;
    }

    /// <summary>The middle of the bucket, as far from both its bounds in relation to them.</summary>
    private static double ValueOf(int key)
    {
        var magnitude = key == 0 ? 0 : 2 * Math.Pow(Growth, Math.Abs(key) - Lift) / (Growth + 1);
        return key < 0 ? -magnitude : magnitude;
    }
}
