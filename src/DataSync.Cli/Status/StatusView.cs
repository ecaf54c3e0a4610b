using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataSync.Cli.Status;

/// <summary>A status for people.</summary>
internal static class StatusView
{
    private const int Wide = 110;

    private static readonly (string Title, bool IsForNarrow, Func<RegionReport, string> Text)[] Columns =
    [
        ("to apply", true, r => Number(r.ChangesWaiting)),
        ("oldest", true, r => Age(r.OldestChangeSeconds)),
        ("parked", true, r => Number(r.ParkedWaiting)),
        ("events", false, r => r.ObjectEventsWaiting is { } count ? Number(count) : "-"),
        ("unsent", true, r => Age(r.OldestUnsentSeconds)),
        ("dead", true, r => r.DeadLetters.Values.Sum() is var count && count == 0 ? "0" : $"[red]{count}[/]"),
        ("captured/min", false, r => Number(r.CapturedPerMinute)),
        ("applied/min", false, r => Number(r.AppliedPerMinute)),
        ("conflicts/h", true, r => Number(r.ConflictsLastHour)),
        ("verified", false, r => r.LastVerification is { } at ? Escape(at.ToString("u", CultureInfo.InvariantCulture)) : "never"),
    ];

    /// <summary>The regions, the lag between them, and what is wrong in words.</summary>
    public static IRenderable Of(DeploymentStatus status) => new Rows(
        Regions(status), Lags(status), new Text(""), Findings(status), new Text($"As of {status.At.ToString("u", CultureInfo.InvariantCulture)}. Lag: newest minute with changes in the last {RegionReader.Window.TotalMinutes:0}.", new Style(Spectre.Console.Color.Grey)));

    private static Table Regions(DeploymentStatus status)
    {
        var columns = Columns.Where(c => c.IsForNarrow || AnsiConsole.Profile.Width >= Wide).ToList();
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("region") { NoWrap = true });
        columns.ForEach(c => table.AddColumn(new TableColumn(c.Title) { Alignment = Justify.Right, NoWrap = true }));
        foreach (var r in status.Regions)
        {
            table.AddRow([Escape(r.Region), .. columns.Select((c, i) => r.Error is null ? c.Text(r) : i == 0 ? "[red]no answer[/]" : "")]);
        }

        return table;
    }

    private static Table Lags(DeploymentStatus status)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("lag into") { NoWrap = true });
        table.AddColumn(new TableColumn("from") { NoWrap = true });
        foreach (var title in new[] { "p50", "p95", "p99", "heartbeat" })
        {
            table.AddColumn(new TableColumn(title) { Alignment = Justify.Right });
        }

        foreach (var (region, o) in status.Regions.SelectMany(r => r.Origins.Select(o => (r.Region, o))))
        {
            table.AddRow(Escape(region), Escape(o.Origin), Lag(o.P50Ms), Lag(o.P95Ms), Lag(o.P99Ms), o.HeartbeatAgeSeconds is { } age ? age < 60 ? "< 1 min" : Diagnosis.Words(age) : "[red]none[/]");
        }

        return table;
    }

    private static Rows Findings(DeploymentStatus status) => status.Findings.Count == 0
        ? new Rows(new Markup("[green]All is well.[/]"))
        : new Rows(status.Findings.Select(f => new Markup($"[{Color(f.Severity)}]{f.Severity.ToString().ToLowerInvariant()}[/] {Escape(f.Region is null ? "" : f.Region + ": ")}{Escape(f.Text)} [grey]docs/operations.md#{Escape(f.Section)}[/]")));

    private static string Color(Severity severity) => severity switch
    {
        Severity.Critical => "red bold",
        Severity.Warning => "yellow",
        _ => "blue",
    };

    private static string Number(double? value) => value is { } v ? v.ToString("N0", CultureInfo.InvariantCulture) : "?";

    private static string Age(double? seconds) => seconds is { } s ? s == 0 ? "-" : Diagnosis.Words(s) : "?";

    private static string Lag(double? ms) => ms is { } v ? Diagnosis.Words(v / 1000) : "-";

    private static string Escape(string text) => Markup.Escape(text);
}
