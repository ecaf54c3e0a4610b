using System.Text.Json;
using System.Xml.Linq;
using DataSync.Cli.Drill;
using static DataSync.Cli.Tests.Drill.FakeDrillSite;

namespace DataSync.Cli.Tests.Drill;

public sealed class DrillReportTests : IDisposable
{
    private readonly Pump _pump = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_report_is_three_files_with_a_date_that_say_the_same()
    {
        var (report, timeline) = Run(TimeSpan.FromSeconds(4));

        var path = ReportFiles.Write(_folder.FullName, report, timeline);

        Assert.Equal(["drill-us-east-1-20261124T100000Z.json", "drill-us-east-1-20261124T100000Z.md", "drill-us-east-1-20261124T100000Z.svg"], _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        var text = File.ReadAllText(path);
        Assert.StartsWith("# Failover drill of us-east-1, 2026-11-24 10:00Z: passed\n", text, StringComparison.Ordinal);
        Assert.Contains("![Timeline](drill-us-east-1-20261124T100000Z.svg)", text, StringComparison.Ordinal);
        Assert.Contains($"`{report.Unreplicated[0].Key}` | `{report.Unreplicated[0].Version}`", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json")));
        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.True(json.RootElement.GetProperty("isPassed").GetBoolean());
        Assert.Equal(report.Figures.RtoSeconds, json.RootElement.GetProperty("figures").GetProperty("rtoSeconds").GetDouble());
    }

    [Fact]
    public void The_plot_is_drawn_within_its_frame_with_every_region_and_moment()
    {
        var (report, timeline) = Run(TimeSpan.FromSeconds(2));

        var svg = XDocument.Parse(TimelinePlot.Draw(report, timeline)).Root!;

        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.All(All, region => Assert.Contains(region, texts));
        Assert.All(["lost", "unhealthy", "served elsewhere", "healed", "healthy", "converged"], label => Assert.Contains(texts, t => t.StartsWith(label + " ", StringComparison.Ordinal)));
        var width = Number(svg, "width");
        Assert.All(svg.Descendants().Where(e => e.Name.LocalName == "rect"), r => Assert.InRange(Number(r, "x") + Number(r, "width"), 0, width + 2));
    }

    [Fact]
    public void A_report_of_a_drill_that_failed_says_what_was_missed_and_lost()
    {
        var (report, _) = Run(TimeSpan.FromSeconds(2));
        var missed = report with
        {
            Targets = DrillJudge.Of(report.Figures with { LostCount = 1, RtoSeconds = null }, new DrillOptions(Lost)),
            Lost = ["datasync-drill/a"],
            Notes = ["A note."],
        };

        var text = DrillMarkdown.Of(missed, "plot.svg");

        Assert.Contains(": failed\n", text, StringComparison.Ordinal);
        Assert.Contains("| rto | 120 s | not at all | **missed** |", text, StringComparison.Ordinal);
        Assert.Contains("* `datasync-drill/a`", text, StringComparison.Ordinal);
        Assert.Contains("* A note.", text, StringComparison.Ordinal);
    }

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)?.Value ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private (DrillReport Report, Timeline Timeline) Run(TimeSpan lag)
    {
        var site = new FakeDrillSite(_pump.Time) { Lag = lag };
        var run = new DrillRun(site, All, new DrillOptions(Lost) { How = OutageKind.Cut }, _ => { }, _pump.Time);
        return (_pump.Run(() => run.RunAsync(site, new DrillSetup("Cut", "a test", "simulated", All, 30, 3, 5, 0, 0), default)), run.Timeline);
    }
}
