namespace DataSync.Local.Templates;

/// <summary>The two day fields of a cron expression, which have signs of their own: L (last), W (nearest weekday) and # (which of the month).</summary>
internal static class CronDays
{
    private const string MonthField = "day of month";
    private const string WeekField = "day of week";

    public static Func<DateOnly, bool> OfMonth(string text)
    {
        if (text == "L")
        {
            return date => date.Day == LastDay(date);
        }

        if (text.EndsWith('W'))
        {
            var day = text == "LW" ? 31 : CronField.Number(MonthField, text[..^1], 1, 31, []);
            return date => date.Day == NearestWeekday(date, text == "LW" ? LastDay(date) : day);
        }

        var days = CronField.Parse(MonthField, text, 1, 31, []);
        return date => days.Contains(date.Day);
    }

    public static Func<DateOnly, bool> OfWeek(string text)
    {
        if (text.Contains('#'))
        {
            var parts = text.Split('#');
            var day = CronField.Number(WeekField, parts[0], 1, 7, CronField.Days);
            var which = CronField.Number(WeekField, parts[1], 1, 5, []);
            return date => Number(date) == day && (date.Day - 1) / 7 == which - 1;
        }

        if (text.Length > 1 && text.EndsWith('L'))
        {
            var day = CronField.Number(WeekField, text[..^1], 1, 7, CronField.Days);
            return date => Number(date) == day && date.Day > LastDay(date) - 7;
        }

        var days = CronField.Parse(WeekField, text == "L" ? "7" : text, 1, 7, CronField.Days);
        return date => days.Contains(Number(date));
    }

    private static int Number(DateOnly date) => (int)date.DayOfWeek + 1;

    private static int LastDay(DateOnly date) => DateTime.DaysInMonth(date.Year, date.Month);

    /// <summary>The weekday nearest to a day, within the same month; 0 when the month has no such day.</summary>
    private static int NearestWeekday(DateOnly month, int day)
    {
        var last = LastDay(month);
        if (day > last)
        {
            return 0;
        }

        return new DateOnly(month.Year, month.Month, day).DayOfWeek switch
        {
            DayOfWeek.Saturday => day == 1 ? 3 : day - 1,
            DayOfWeek.Sunday => day == last ? day - 2 : day + 1,
            _ => day,
        };
    }
}
