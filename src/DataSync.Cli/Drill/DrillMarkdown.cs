using System.Globalization;
using System.Text;

namespace DataSync.Cli.Drill;

/// <summary>A report for people.</summary>
internal static class DrillMarkdown
{
    private const int MaxShown = 20;

    /// <summary>The document.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="plot">File name of the plot, beside the document.</param>
    public static string Of(DrillReport report, string plot)
    {
        var text = new StringBuilder();
        Line(text, $"# Failover drill of {report.Region}, {report.StartedAt:yyyy-MM-dd HH:mm}Z: {(report.IsPassed ? "passed" : "failed")}");
        Line(text, $"");
        Line(text, $"{How(report)}");
        Line(text, $"");
        Line(text, $"| target | limit | measured | |");
        Line(text, $"| --- | --- | --- | --- |");
        foreach (var target in report.Targets)
        {
            Line(text, $"| {target.Name} | {Value(target, target.Limit)} | {Value(target, target.Measured)} | {(target.IsMet ? "met" : "**missed**")} |");
        }

        Line(text, $"");
        Line(text, $"![Timeline]({plot})");
        Line(text, $"");
        Measures(text, report);
        Events(text, report);
        Missing(text, report);
        Notes(text, report);
        return text.ToString();
    }

    private static string How(DrillReport report)
    {
        var setup = report.Setup;
        var how = setup.How switch
        {
            nameof(OutageKind.Drain) => "was set to draining",
            nameof(OutageKind.Cut) => "was cut off from users and from the other regions",
            _ => "was taken out from outside",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"On {setup.Where}, {report.Region} {how} for {setup.OutageSeconds:0.#} s, while a client sent {setup.RatePerSecond:0.##} requests a second, each of which wrote an item. Health checks every {setup.IntervalSeconds:0.##} s, {setup.Threshold} in a row; routing {setup.Routing}{(setup.DnsTtlSeconds > 0 ? $", answers kept for {setup.DnsTtlSeconds:0.##} s" : "")}; order of regions: {string.Join(", ", setup.Regions)}.");
    }

    private static string Value(DrillTarget target, double? value) => (target.Name, value) switch
    {
        ("lost", { } count) => string.Create(CultureInfo.InvariantCulture, $"{count:0} items"),
        _ => DrillJudge.Words(value),
    };

    private static void Measures(StringBuilder text, DrillReport report)
    {
        var f = report.Figures;
        Line(text, $"| measure | |");
        Line(text, $"| --- | --- |");
        Line(text, $"| loss to unhealthy, by the health checks | {DrillJudge.Words(f.UnhealthySeconds)} |");
        Line(text, $"| loss to the first request served elsewhere (RTO) | {DrillJudge.Words(f.RtoSeconds)} |");
        Line(text, $"| longest time without service | {DrillJudge.Words(f.LongestSilenceSeconds)} |");
        Line(text, $"| requests served, failed | {f.ServedCount}, {f.FailedCount} |");
        Line(text, $"| writes that {report.Target} lacked at the loss | {f.UnreplicatedCount}, the oldest {DrillJudge.Words(f.RpoSeconds)} before it (RPO) |");
        Line(text, $"| of these not arrived when {report.Region} came back | {f.AtRiskCount}, the oldest {DrillJudge.Words(f.AtRiskSeconds)} before the loss |");
        Line(text, $"| median time of a write to {report.Target} before the loss (looked at twice a second) | {DrillJudge.Words(f.ReplicationLagSeconds)} |");
        Line(text, $"| healing to healthy, by the health checks | {DrillJudge.Words(f.RecoveredSeconds)} |");
        Line(text, $"| healing to the first request served by {report.Region} again | {DrillJudge.Words(f.ServedAgainSeconds)} |");
        Line(text, $"| healing to all regions the same | {DrillJudge.Words(f.ConvergedSeconds)} |");
        Line(text, $"| items written, lost | {f.WrittenCount}, {f.LostCount} |");
        Line(text, $"");
    }

    private static void Events(StringBuilder text, DrillReport report)
    {
        Line(text, $"## What happened");
        Line(text, $"");
        Line(text, $"| time | after the begin | |");
        Line(text, $"| --- | --- | --- |");
        foreach (var happened in report.Events)
        {
            Line(text, $"| {happened.At:HH:mm:ss.fff}Z | {(happened.At - report.StartedAt).TotalSeconds:0.0} s | {Escape(happened.Text)} |");
        }

        Line(text, $"");
    }

    private static void Missing(StringBuilder text, DrillReport report)
    {
        if (report.Unreplicated.Count > 0)
        {
            Line(text, $"## What {report.Target} lacked at the moment of loss");
            Line(text, $"");
            Line(text, $"| key | version | written before the loss | |");
            Line(text, $"| --- | --- | --- | --- |");
            foreach (var item in report.Unreplicated.Take(MaxShown))
            {
                Line(text, $"| `{item.Key}` | {(item.Version is { } version ? $"`{version}`" : "not sequenced yet")} | {DrillJudge.Words(item.AgeSeconds)} | {(item.ArrivedBeforeHealing ? "arrived all the same" : $"arrived after {report.Region} came back")} |");
            }

            More(text, report.Figures.UnreplicatedCount);
        }

        if (report.Lost.Count > 0)
        {
            Line(text, $"## Lost");
            Line(text, $"");
            foreach (var key in report.Lost.Take(MaxShown))
            {
                Line(text, $"* `{key}`");
            }

            More(text, report.Figures.LostCount);
        }
    }

    private static void More(StringBuilder text, int count)
    {
        Line(text, $"");
        if (count > MaxShown)
        {
            Line(text, $"And {count - MaxShown} more; the JSON beside this file has up to {DrillFigures.MaxListed}.");
            Line(text, $"");
        }
    }

    private static void Notes(StringBuilder text, DrillReport report)
    {
        if (report.Notes.Count == 0)
        {
            return;
        }

        Line(text, $"## Notes");
        Line(text, $"");
        foreach (var note in report.Notes)
        {
            Line(text, $"* {note}");
        }
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
