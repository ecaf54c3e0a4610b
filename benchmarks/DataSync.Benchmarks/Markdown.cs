using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace DataSync.Benchmarks;

/// <summary>A table as docs/performance.md shows it: first column to the left, figures to the right.</summary>
internal sealed class Markdown(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] row) => _rows.Add(row);

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, columns);
        Line(text, [.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        _rows.ForEach(row => Line(text, row));
        return text.ToString();
    }

    /// <summary>A figure with three significant digits at least.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 or 0 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The machine the figures are of.</summary>
    public static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0} GiB, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");

    private static void Line(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}
