using System.Globalization;

namespace DataSync.Local.Templates;

/// <summary>
/// A cron expression of EventBridge: minutes, hours, day of month, month, day of week and year, with <c>, - * / ? L W #</c>. Exactly one of the two days
/// is <c>?</c>. Days of the week are numbered from 1, Sunday.
/// </summary>
public sealed class CronSchedule : ISchedule
{
    private const int FirstYear = 1970;
    private const int LastYear = 2199;

    private readonly string _text;
    private readonly TimeZoneInfo _zone;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronField _months;
    private readonly CronField _years;
    private readonly Func<DateOnly, bool> _isDay;

    private CronSchedule(string text, string[] fields, TimeZoneInfo zone)
    {
        _text = text;
        _zone = zone;
        _minutes = CronField.Parse("minutes", fields[0], 0, 59, []);
        _hours = CronField.Parse("hours", fields[1], 0, 23, []);
        _months = CronField.Parse("month", fields[3], 1, 12, CronField.Months);
        _years = CronField.Parse("year", fields[5], FirstYear, LastYear, []);
        _isDay = fields[4] == "?" ? CronDays.OfMonth(fields[2]) : CronDays.OfWeek(fields[4]);
    }

    /// <summary>Parses what stands between the brackets of <c>cron(...)</c>. Throws <see cref="FormatException"/> with the reason.</summary>
    public static CronSchedule Parse(string text, TimeZoneInfo? zone = null)
    {
        var fields = text.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6)
        {
            throw new FormatException($"a cron expression has six fields (minutes, hours, day of month, month, day of week, year), not {fields.Length}");
        }

        return (fields[2] == "?") == (fields[4] == "?")
            ? throw new FormatException("exactly one of day of month and day of week must be ?")
            : new CronSchedule(text, fields, zone ?? TimeZoneInfo.Utc);
    }

    /// <inheritdoc/>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        for (var day = DateOnly.FromDateTime(local); day.Year <= LastYear; day = day.AddDays(1))
        {
            if (!_years.Contains(day.Year) || !_months.Contains(day.Month) || !_isDay(day))
            {
                continue;
            }

            var times =
                from hour in _hours.Values
                from minute in _minutes.Values
                let at = day.ToDateTime(new TimeOnly(hour, minute))
                // An hour that the clocks skip does not exist.
                where at > local && !_zone.IsInvalidTime(at)
                select new DateTimeOffset(at, _zone.GetUtcOffset(at));
            if (times.Select(at => (DateTimeOffset?)at).FirstOrDefault(at => at > after) is { } next)
            {
                return next.ToUniversalTime();
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => _zone.Equals(TimeZoneInfo.Utc) ? $"cron {_text}" : string.Create(CultureInfo.InvariantCulture, $"cron {_text} in {_zone.Id}");
}
