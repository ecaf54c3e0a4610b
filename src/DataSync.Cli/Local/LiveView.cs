using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataSync.Cli.Local;

/// <summary>The table that <c>local</c> keeps up to date.</summary>
internal static class LiveView
{
    private const int Wide = 130;
    private static readonly string[] OfObjects = ["objects", "events"];

    private static readonly (string Title, bool IsForNarrow, Func<RegionStatus, string> Text)[] Columns =
    [
        ("region", true, s => s.Name),
        ("items", true, s => Number(s.Items)),
        ("captured", false, s => Number(s.Captured)),
        ("applied", true, s => Number(s.Applied)),
        ("deferred", false, s => Number(s.Deferred)),
        ("conflicts", false, s => Number(s.Conflicts)),
        ("changes", true, s => Number(s.Changes)),
        ("parked", true, s => Number(s.Parked)),
        ("objects", false, s => s.Objects is { } count ? Number(count) : "-"),
        ("events", false, s => Number(s.ObjectEvents)),
        ("dead", true, s => s.DeadLetters == 0 ? "0" : $"[red]{s.DeadLetters}[/]"),
        ("lag p50", true, s => RegionStatus.Ms(s.LagP50Ms)),
        ("lag p99", true, s => RegionStatus.Ms(s.LagP99Ms)),
    ];

    /// <summary>The table with the keys below it.</summary>
    public static IRenderable Of(LocalSession session, FaultKeys keys) =>
        new Rows(Table(session), new Text($"Keys for {keys.Selected}: {FaultKeys.Help}", new Style(Color.Grey)));

    /// <summary>The regions, what goes wrong in them, and the newest complaints.</summary>
    public static IRenderable Table(LocalSession session)
    {
        var statuses = session.Host.Regions.Select(r => RegionStatus.Of(session, r)).ToList();
        var hasObjects = session.Host.Regions.Any(r => LocalSession.Bucket(r) is not null);
        var columns = Columns.Where(c => (c.IsForNarrow || AnsiConsole.Profile.Width >= Wide) && (hasObjects || !OfObjects.Contains(c.Title))).ToList();
        var table = new Table { Border = TableBorder.Rounded };
        columns.ForEach(c => table.AddColumn(new TableColumn(c.Title) { Alignment = c.Title == "region" ? Justify.Left : Justify.Right, NoWrap = true }));
        statuses.ForEach(s => table.AddRow([.. columns.Select(c => c.Text(s))]));
        var faults = statuses.Where(s => s.Faults.Length > 0).Select(s => new Text($"{s.Name}: {s.Faults}", new Style(Color.Red)));
        var complaints = session.Complaints.Select(c => new Text(c, new Style(Color.Yellow)));
        return new Rows([table, .. faults, .. complaints]);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
