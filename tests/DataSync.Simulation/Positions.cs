using System.Globalization;
using DataSync.Core.Versions;

namespace DataSync.Simulation;

/// <summary>Stream positions: a region's records are numbered from one.</summary>
internal static class Positions
{
    private const string StreamLabel = "2026-01-01T00:00:00.000";

    private static readonly StreamPosition[] Known = [.. Enumerable.Range(0, 512).Select(i => Make(i))];

    public static StreamPosition Of(int sequence) => sequence < Known.Length ? Known[sequence] : Make(sequence);

    /// <summary>The number of the record at a position; 0 for no position.</summary>
    public static int SequenceOf(StreamPosition position)
    {
        var text = position.Text.AsSpan();
        return text.IsEmpty ? 0 : int.Parse(text[^9..], CultureInfo.InvariantCulture);
    }

    private static StreamPosition Make(int sequence) =>
        StreamPosition.Of(StreamLabel, sequence.ToString(CultureInfo.InvariantCulture));
}
