using System.Globalization;
using System.Text;

namespace DataSync.Cli.Cost;

/// <summary>The bills as a person reads them: a line per item, a column per alternative.</summary>
internal static class CostView
{
    private static readonly Alternative[] Columns = [Alternative.DataSync, Alternative.GlobalTables, Alternative.S3Replication];

    /// <summary>The whole text.</summary>
    public static string Of(CostReport report)
    {
        var columns = Columns.Where(c => report.Lines.Any(l => l.Alternative == c)).ToList();
        var rows = new List<string[]> { columns.Select(Name).Prepend($"{report.Currency} a month, {string.Join(" + ", report.Workload.Regions)}").ToArray() };
        foreach (var part in new[] { CostPart.Items, CostPart.Objects, CostPart.Fixed })
        {
            foreach (var name in report.Lines.Where(l => l.Part == part && l.Amount > 0).Select(l => l.Name).Distinct(StringComparer.Ordinal))
            {
                rows.Add([$"{Label(part)}{name}", .. columns.Select(c => Amount(report.Lines.Where(l => l.Alternative == c && l.Part == part && l.Name == name).ToList()))]);
            }
        }

        rows.Add(["Total", .. columns.Select(c => Money(report.Totals.Single(t => t.Alternative == c).PerMonth))]);
        rows.Add(["per million writes", .. columns.Select(c => report.Totals.Single(t => t.Alternative == c).PerMillionWrites is { } per ? Money(per) : "")]);
        var text = new StringBuilder(Table(rows));
        text.AppendLine();
        text.AppendJoin(Environment.NewLine, report.Verdict).AppendLine();
        text.AppendLine().AppendLine("What this rests on:");
        text.AppendJoin(Environment.NewLine, report.Assumptions.Select(a => "* " + a));
        return text.ToString();
    }

    private static string Table(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            if (row[0] == "Total")
            {
                text.Append('-', widths.Sum() + (2 * (widths.Count - 1))).AppendLine();
            }

            text.Append(row[0].PadRight(widths[0]));
            for (var i = 1; i < row.Length; i++)
            {
                text.Append("  ").Append(row[i].PadLeft(widths[i]));
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Name(Alternative alternative) => alternative switch
    {
        Alternative.GlobalTables => "Global Tables",
        Alternative.S3Replication => "S3 replication",
        _ => "DataSync",
    };

    private static string Label(CostPart part) => part switch
    {
        CostPart.Items => "Items: ",
        CostPart.Objects => "Objects: ",
        _ => "Always: ",
    };

    private static string Amount(List<CostLine> lines) => lines.Count == 0 ? "" : Money(lines.Sum(l => l.Amount));

    private static string Money(double amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
}
