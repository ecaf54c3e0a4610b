using System.Globalization;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>The statistics that can be asked for: <c>Sum</c>, <c>Average</c>, <c>Minimum</c>, <c>Maximum</c>, <c>SampleCount</c>, and percentiles as <c>p95</c> or <c>p99.9</c>.</summary>
internal static class Statistic
{
    public static Func<MetricStatistics, double> Parse(string name) => name switch
    {
        "Sum" => static statistics => statistics.Sum,
        "Average" => static statistics => statistics.Average,
        "Minimum" => static statistics => statistics.Minimum,
        "Maximum" => static statistics => statistics.Maximum,
        "SampleCount" => static statistics => statistics.Count,
        ['p', .. var number] when double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100 =>
            statistics => statistics.Percentile(percent),
        _ => throw CloudWatchException.Validation($"The statistic '{name}' is not known here; Sum, Average, Minimum, Maximum, SampleCount and percentiles such as p99 or p99.9 are."),
    };
}
