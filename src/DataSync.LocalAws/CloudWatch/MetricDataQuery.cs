namespace DataSync.LocalAws.CloudWatch;

/// <summary>One query of GetMetricData.</summary>
internal sealed record MetricDataQuery(
    string Id, string Label, bool ReturnsData, string Namespace, string MetricName, DimensionSet Dimensions, long PeriodMinutes, Func<MetricStatistics, double> Statistic)
{
    public static MetricDataQuery Read(CloudWatchInput input)
    {
        var id = input.RequiredText("Id");
        if (!char.IsAsciiLetterLower(id[0]) || !id.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
        {
            throw CloudWatchException.Validation($"The value '{id}' for Id is not valid: it must start with a lower-case letter and hold only letters, digits and underscores.");
        }

        if (input.Text("Expression") is { } expression)
        {
            throw CloudWatchException.Validation($"Query '{id}' has the expression '{expression}': math and Metrics Insights are not supported here. Ask for the metrics with MetricStat.");
        }

        var stat = input.Structure("MetricStat") ?? throw CloudWatchException.Missing($"MetricStat of query '{id}'");
        var metric = stat.Structure("Metric") ?? throw CloudWatchException.Missing($"MetricStat.Metric of query '{id}'");
        var name = metric.RequiredText("MetricName");
        var period = stat.Number("Period") ?? throw CloudWatchException.Missing($"MetricStat.Period of query '{id}'");
        if (period is < 60 or > 86_400 * 366 || period % 60 != 0)
        {
            throw CloudWatchException.Validation($"The Period of query '{id}' must be a multiple of 60 seconds: figures are kept by the minute here.");
        }

        return new MetricDataQuery(
            id,
            input.Text("Label") ?? name,
            input.Flag("ReturnData") ?? true,
            metric.RequiredText("Namespace"),
            name,
            metric.Dimensions(),
            (long)period / 60,
            CloudWatch.Statistic.Parse(stat.RequiredText("Stat")));
    }

    /// <summary>The oldest first; empty for a metric that nobody knows, as on AWS.</summary>
    public List<(long Minute, double Value)> Points(MetricStore store, string region, DateTimeOffset start, DateTimeOffset end)
    {
        // An end within a minute takes that minute in: it is the one of the newest values.
        var lastMinute = (long)Math.Ceiling(end.ToUnixTimeMilliseconds() / 60_000.0);
        return store.Find(new MetricId(region, Namespace, MetricName, Dimensions))?.Read(MetricStore.MinuteOf(start), lastMinute, PeriodMinutes, Statistic) ?? [];
    }
}
