using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataSync.Cli.Local;

/// <summary>The table that <c>local</c> keeps up to date.</summary>
internal static class LiveView
{
    private static readonly string[] Columns = ["region", "items", "captured", "applied", "deferred", "conflicts", "changes", "parked", "dead letters", "lag p50", "lag p99"];

    public static IRenderable Table(LocalSession session)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(column) { Alignment = column == "region" ? Justify.Left : Justify.Right });
        }

        foreach (var region in session.Host.Regions)
        {
            var status = RegionStatus.Of(session, region);
            table.AddRow(
                status.Name + (status.IsCutOff ? " [red](cut off)[/]" : ""),
                Number(status.Items),
                Number(status.Captured),
                Number(status.Applied),
                Number(status.Deferred),
                Number(status.Conflicts),
                Number(status.Changes),
                Number(status.Parked),
                status.DeadLetters == 0 ? "0" : $"[red]{status.DeadLetters}[/]",
                RegionStatus.Ms(status.LagP50Ms),
                RegionStatus.Ms(status.LagP99Ms));
        }

        var complaints = session.Complaints.Select(c => new Text(c, new Style(Color.Yellow)));
        return new Rows([table, .. complaints]);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
