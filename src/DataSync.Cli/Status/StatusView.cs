using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataSync.Cli.Status;

/// <summary>A status for people.</summary>
internal static class StatusView
{
    /// <summary>The regions, the lag between them, and what is wrong in words.</summary>
    public static IRenderable Of(DeploymentStatus status) => new Rows(
        Regions(status), Lags(status), new Text(""), Findings(status), new Text($"As of {status.At.ToString("u", CultureInfo.InvariantCulture)}. Lag: newest minute with changes in the last {RegionReader.Window.TotalMinutes:0}.", new Style(Spectre.Console.Color.Grey)));

    private static Table Regions(DeploymentStatus status)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("Regions") };
        table.AddColumn("region");
        foreach (var title in new[] { "to apply", "oldest", "unsent", "oldest", "dead letters", "captured/min", "applied/min", "conflicts/h", "verified" })
        {
            table.AddColumn(new TableColumn(title) { Alignment = Justify.Right });
        }

        foreach (var r in status.Regions)
        {
            if (r.Error is not null)
            {
                table.AddRow([Escape(r.Region), "[red]no answer[/]", .. Enumerable.Repeat("-", 8)]);
                continue;
            }

            var letters = r.DeadLetters.Values.Sum();
            table.AddRow(
                Escape(r.Region), Number(r.ChangesWaiting), Age(r.OldestChangeSeconds), Number(r.ParkedWaiting + (r.ObjectEventsWaiting ?? 0)), Age(r.OldestUnsentSeconds),
                letters == 0 ? "0" : $"[red]{letters}[/]", Number(r.CapturedPerMinute), Number(r.AppliedPerMinute), Number(r.ConflictsLastHour),
                r.LastVerification is { } at ? Escape(at.ToString("u", CultureInfo.InvariantCulture)) : "never");
        }

        return table;
    }

    private static Table Lags(DeploymentStatus status)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("Replication lag") };
        table.AddColumns("into", "from");
        foreach (var title in new[] { "p50", "p95", "p99", "last heartbeat" })
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
