using System.Globalization;

namespace DataSync.Cli.Restore;

/// <summary>A restore in words.</summary>
internal static class RestoreText
{
    /// <summary>One line while it goes on.</summary>
    public static string Progress(RestoreSummary s, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture, $"{s.Seen:N0} looked at, {s.Restored + s.SetBack:N0} put back, {(s.Restored + s.SetBack) / Math.Max(1, elapsed.TotalSeconds):0} a second");

    /// <summary>What became of it.</summary>
    /// <param name="s">The counts.</param>
    /// <param name="what"><c>items</c> or <c>objects</c>.</param>
    public static string Of(RestoreSummary s, string what)
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{s.Restored:N0} missing {what} {(s.IsDryRun ? "would be put back" : "are back")}, of {s.Seen:N0} looked at."),
        };
        Add(lines, s.SetBack, s.IsDryRun ? "have another content and would be set back" : "had another content and are set back");
        Add(lines, s.Same, "are there as they were");
        Add(lines, s.Changed, what == "items" ? "are there with another content and stay so (--changed-too sets them back)" : "are there with another content and stay so");
        Add(lines, s.Deleting, "were being deleted when the copy was made, and stay deleted");
        Add(lines, s.Skipped, "are not meant by the prefix");
        Add(lines, s.Overtaken, "were written by somebody else in that moment, whose write stays: run it again to see");
        Add(lines, s.Failed, "could not be put back");
        lines.AddRange(s.Errors.Select(e => "  " + e));
        if (s.IsInterrupted)
        {
            lines.Add("Interrupted. What is back stays, and is replicated: the same command goes on with the rest.");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static void Add(List<string> lines, long count, string words)
    {
        if (count > 0)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {words}"));
        }
    }
}
