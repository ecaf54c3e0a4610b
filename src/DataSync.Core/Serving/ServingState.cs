using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DataSync.Core.Serving;

/// <summary>
/// What an operator wants of a region: that it serves users, or that it drains, so that health checks take it out of
/// routing. Draining stops nobody from writing there and stops no replication.
/// </summary>
public sealed record ServingState
{
    private const string ServingWord = "serving";
    private const string DrainingWord = "draining";

    // A parameter's value has 4 KB; what an operator has to say is shorter than that.
    private const int LongestReason = 1000;

    /// <summary>The region serves users.</summary>
    public static readonly ServingState Serving = new() { IsDraining = false };

    private ServingState()
    {
    }

    /// <summary>True when the region is to be taken out of routing.</summary>
    public required bool IsDraining { get; init; }

    /// <summary>Since when it drains; null when it serves, or nobody said.</summary>
    public DateTimeOffset? Since { get; private init; }

    /// <summary>Why it drains, in one line; empty when nobody said.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>The state of a region that drains.</summary>
    /// <param name="since">From when on; kept to the second, in UTC.</param>
    /// <param name="reason">Why; line breaks become spaces, and what is beyond 1,000 characters is cut off.</param>
    public static ServingState Draining(DateTimeOffset since, string reason)
    {
        var line = string.Join(' ', reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new ServingState { IsDraining = true, Since = ToSecond(since), Reason = line.Length > LongestReason ? line[..LongestReason].TrimEnd() : line };
    }

    /// <summary>Reads the text that <see cref="ToString"/> writes, or just <c>serving</c> or <c>draining</c>, in any case.</summary>
    /// <returns>False for anything else.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServingState? state)
    {
        var words = text.Trim().Split(' ', 3, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        state = words switch
        {
            [var only] when only.Equals(ServingWord, StringComparison.OrdinalIgnoreCase) => Serving,
            [var only] when only.Equals(DrainingWord, StringComparison.OrdinalIgnoreCase) => new ServingState { IsDraining = true },
            [var first, var time, ..] when first.Equals(DrainingWord, StringComparison.OrdinalIgnoreCase) && IsTime(time, out var since) =>
                Draining(since, words.Length > 2 ? words[2] : ""),
            _ => null,
        };
        return state is not null;
    }

    /// <summary><c>serving</c>, <c>draining</c>, or <c>draining 2026-11-24T10:00:00Z why</c>.</summary>
    public override string ToString() => (IsDraining, Since) switch
    {
        (false, _) => ServingWord,
        (true, null) => DrainingWord,
        (true, { } since) => $"{DrainingWord} {since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {Reason}".TrimEnd(),
    };

    private static bool IsTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
