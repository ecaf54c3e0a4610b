using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DataSync.Cli.Trace;

/// <summary>A trace for people.</summary>
internal static class TraceView
{
    /// <summary>The regions side by side, what was found in queues, and the verdict.</summary>
    public static IRenderable Of(TraceReport report) => new Rows([
        Regions(report), .. report.Messages.Count == 0 ? Array.Empty<IRenderable>() : [Messages(report)], new Text(""), .. Notes(report), .. report.Verdict.Words.Select((words, i) => Words(report, words, i))]);

    private static Table Regions(TraceReport report)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape($"{report.Entity} {report.Key}")) };
        table.AddColumn("");
        report.Regions.ToList().ForEach(r => table.AddColumn(Markup.Escape(r.Region)));
        foreach (var (title, text) in Lines().Where(line => report.Regions.Any(r => line.Text(r) is not null)))
        {
            table.AddRow([title, .. report.Regions.Select(r => Markup.Escape(text(r) ?? "-"))]);
        }

        return table;
    }

    private static IEnumerable<(string Title, Func<RegionTrace, string?> Text)> Lines() =>
    [
        ("error", r => r.Error),
        ("held", r => r.Error is not null ? "?" : r.Held is null ? "nothing" : r.Held.IsDeleting ? "yes, being deleted" : "yes"),
        ("content", r => r.Held?.Digest),
        ("version", r => r.Error is not null ? "?" : r.Version switch { null => "not known yet", "" => "none", { } version => version }),
        ("stamp", r => r.Held?.StampVersion is { } stamp ? stamp + (r.Held.IsStamped ? "" : " (changed since)") : null),
        ("ETag", r => r.Held?.ETag),
        ("bytes", r => r.Held?.SizeBytes?.ToString("N0", CultureInfo.InvariantCulture)),
        ("checksum", r => r.Held?.Checksum),
        ("version id", r => r.Held?.VersionId),
        ("newest write here", r => r.Ledger?.Local),
        ("  it left", r => r.Ledger?.Local is null ? null : r.Ledger.LocalDigest ?? "nothing (a delete)"),
        ("  position", r => r.Ledger?.Position),
        ("tombstone", r => r.Ledger?.Tombstone),
        ("newest seen", r => r.Ledger?.Seen),
        ("newest written", r => r.Ledger?.Written),
        ("being written", r => r.Ledger?.Pending),
        ("apply", r => r.Apply),
        ("on hold here", r => r.OnHold.Count == 0 ? null : string.Join(", ", r.OnHold)),
    ];

    private static Table Messages(TraceReport report)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("Messages that hold it") };
        table.AddColumns("region", "queue", "what", "version", "for", "reason", "message id");
        foreach (var m in report.Messages)
        {
            table.AddRow([.. new[] { m.Region, m.Queue, m.IsDelete ? "delete" : "put", m.Version ?? "-", m.Target ?? "-", m.Reason ?? "-", m.MessageId }.Select(Markup.Escape)]);
        }

        return table;
    }

    private static IEnumerable<IRenderable> Notes(TraceReport report)
    {
        var partly = report.Searches.Where(s => !s.IsWhole).ToList();
        return partly.Select(s => new Text(
            s.Error is null ? $"{s.Region}: only {s.MessageCount} messages of {s.Queue} were looked at (--messages)." : $"{s.Region}: {s.Queue} could not be searched: {s.Error}", new Style(Color.Yellow)));
    }

    private static Markup Words(TraceReport report, string words, int index)
    {
        var color = index > 0 ? "default" : report.Verdict.IsSame ? "green" : "red";
        return new Markup($"[{color}]{Markup.Escape(words)}[/]");
    }
}
