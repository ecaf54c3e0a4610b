namespace DataSync.LocalAws.CloudWatch;

/// <summary>PutMetricData: single values, or values with counts.</summary>
internal sealed class MetricIntake(MetricStore store, string region)
{
    public void Take(CloudWatchInput input)
    {
        var metricNamespace = input.RequiredText("Namespace");
        if (metricNamespace.StartsWith("AWS/", StringComparison.Ordinal))
        {
            throw CloudWatchException.InvalidValue("The value AWS/ for parameter Namespace is invalid: it is reserved.");
        }

        foreach (var datum in input.Structures("MetricData"))
        {
            var id = new MetricId(region, metricNamespace, datum.RequiredText("MetricName"), datum.Dimensions());
            var at = datum.Time("Timestamp");
            foreach (var (value, count) in Values(datum))
            {
                store.Add(id, value, at, count);
            }
        }
    }

    private static IEnumerable<(double Value, double Count)> Values(CloudWatchInput datum)
    {
        if (datum.Number("Value") is { } single)
        {
            return [(single, 1)];
        }

        var values = datum.Numbers("Values");
        var counts = datum.Numbers("Counts");
        if (values.Count == 0)
        {
            throw CloudWatchException.Validation("A datum must have a Value, or Values; statistic sets (StatisticValues) are not supported here.");
        }

        return counts.Count == 0 ? values.Select(value => (value, 1.0))
            : counts.Count == values.Count ? values.Zip(counts)
            : throw CloudWatchException.InvalidValue("Values and Counts must be of the same length.");
    }
}
