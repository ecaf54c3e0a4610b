using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Local.Templates;

/// <summary>Reads <c>rate(...)</c>, <c>cron(...)</c> and <c>at(...)</c>.</summary>
internal static partial class ScheduleExpression
{
    /// <summary>The schedule; throws <see cref="FormatException"/> with the reason. Only EventBridge Scheduler (<paramref name="allowsAt"/>) knows <c>at</c> and time zones.</summary>
    public static ISchedule Parse(string expression, string? timeZone, bool allowsAt)
    {
        var zone = timeZone is null ? TimeZoneInfo.Utc
            : TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found
            : throw new FormatException($"there is no time zone {timeZone}");
        var match = Form().Match(expression);
        return match.Groups[1].Value switch
        {
            "rate" => Rate(expression, match.Groups[2].Value),
            "cron" => CronSchedule.Parse(match.Groups[2].Value, zone),
            "at" when allowsAt => At(expression, match.Groups[2].Value, zone),
            _ => throw new FormatException($"{expression} is not a schedule, such as rate(1 minute)"),
        };
    }

    private static RateSchedule Rate(string expression, string text)
    {
        var parts = text.Split(' ');
        var unit = parts.Length == 2 ? parts[1] : "";
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            throw new FormatException($"{expression} is not a schedule, such as rate(1 minute)");
        }

        var period = (count == 1 ? unit + "s" : unit) switch
        {
            "minutes" => TimeSpan.FromMinutes(count),
            "hours" => TimeSpan.FromHours(count),
            "days" => TimeSpan.FromDays(count),
            _ => throw new FormatException($"{expression} has no unit: minute, hour or day after 1, minutes, hours or days after any other number"),
        };
        return new RateSchedule(period);
    }

    private static OnceSchedule At(string expression, string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new OnceSchedule(new DateTimeOffset(at, zone.GetUtcOffset(at)))
            : throw new FormatException($"{expression} is not a time, such as at(2026-01-31T12:00:00)");

    [GeneratedRegex(@"^(rate|cron|at)\(([^()]+)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
