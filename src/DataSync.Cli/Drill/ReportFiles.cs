using System.Globalization;
using System.Text.Json;

namespace DataSync.Cli.Drill;

/// <summary>Writes a report: Markdown, JSON and the plot side by side, named for the region and the time.</summary>
internal static class ReportFiles
{
    /// <summary>Writes them, and answers the Markdown's path.</summary>
    public static string Write(string folder, DrillReport report, Timeline timeline)
    {
        Directory.CreateDirectory(folder);
        var name = $"drill-{report.Region}-{report.StartedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var path = Path.Combine(folder, name);
        File.WriteAllText(path + ".svg", TimelinePlot.Draw(report, timeline));
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(report, DrillJson.Default.DrillReport));
        File.WriteAllText(path + ".md", DrillMarkdown.Of(report, name + ".svg"));
        return path + ".md";
    }
}
