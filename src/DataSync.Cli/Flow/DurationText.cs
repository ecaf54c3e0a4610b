using System.CommandLine.Parsing;
using System.Globalization;

namespace DataSync.Cli.Flow;

/// <summary>Durations as people write them: <c>500ms</c>, <c>90s</c>, <c>10m</c>, <c>2h</c>.</summary>
internal static class DurationText
{
    /// <summary>Reads one; null when it is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? "ms" : text.Length > 0 ? text[^1..] : "";
        if (text.Length <= unit.Length || !double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000)
        {
            return null;
        }

        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => null,
        };
    }

    /// <summary>For an option.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text) is { } duration)
        {
            return duration;
        }

        result.AddError($"'{text}' is no duration; write 90s, 10m or 2h.");
        return default;
    }

    /// <summary>For people: minutes and seconds.</summary>
    public static string Of(TimeSpan duration) => duration.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min {duration.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalSeconds} s");
}
