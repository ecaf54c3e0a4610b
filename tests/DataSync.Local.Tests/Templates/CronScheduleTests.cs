using System.Globalization;
using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Templates;

public sealed class CronScheduleTests
{
    // 2026-01-01 is a Thursday.
    [Theory]
    [InlineData("0 10 * * ? *", "2026-01-01T10:00", "2026-01-02T10:00")]
    [InlineData("15 12 * * ? *", "2026-01-01T12:15", "2026-01-02T12:15")]
    [InlineData("0 18 ? * MON-FRI *", "2026-01-01T18:00", "2026-01-02T18:00", "2026-01-05T18:00")]
    [InlineData("0 8 1 * ? *", "2026-01-01T08:00", "2026-02-01T08:00")]
    [InlineData("0/15 * * * ? *", "2026-01-01T00:15", "2026-01-01T00:30", "2026-01-01T00:45", "2026-01-01T01:00")]
    [InlineData("0/5 8-17 ? * MON-FRI *", "2026-01-01T08:00", "2026-01-01T08:05")]
    [InlineData("0 9 ? * 2#1 *", "2026-01-05T09:00", "2026-02-02T09:00")]
    [InlineData("15 10 ? * 6L 2026-2027", "2026-01-30T10:15", "2026-02-27T10:15")]
    [InlineData("0 0 L * ? *", "2026-01-31T00:00", "2026-02-28T00:00", "2026-03-31T00:00")]
    [InlineData("0 0 1W * ? *", "2026-02-02T00:00", "2026-03-02T00:00", "2026-04-01T00:00")]
    [InlineData("0 0 31W * ? *", "2026-01-30T00:00", "2026-03-31T00:00")]
    [InlineData("0 0 LW * ? *", "2026-01-30T00:00", "2026-02-27T00:00")]
    [InlineData("0 0 29 2 ? *", "2028-02-29T00:00", "2032-02-29T00:00")]
    [InlineData("0 0 ? JAN,JUL sun *", "2026-01-04T00:00", "2026-01-11T00:00")]
    [InlineData("0 0 ? * L *", "2026-01-03T00:00", "2026-01-10T00:00")]
    [InlineData("0,30 23 1,15 */6 ? *", "2026-01-01T23:00", "2026-01-01T23:30", "2026-01-15T23:00")]
    [InlineData("0 0 1 1 ? 2199", "2199-01-01T00:00")]
    public void Expression_fires_when_EventBridge_would(string expression, params string[] expected)
    {
        var schedule = CronSchedule.Parse(expression);

        var time = Utc("2026-01-01T00:00");
        var actual = expected.Select(_ => time = schedule.Next(time)!.Value).ToList();

        Assert.Equal(expected.Select(Utc), actual);
    }

    [Theory]
    [InlineData("0 0 30 2 ? *")]
    [InlineData("0 0 1 1 ? 2025")]
    public void Expression_that_never_comes_has_no_next_time(string expression)
    {
        Assert.Null(CronSchedule.Parse(expression).Next(Utc("2026-01-01T00:00")));
    }

    [Theory]
    [InlineData("30 2 * * ? *", "2026-03-29T00:00", "2026-03-30T00:30")]
    [InlineData("30 1 * * ? *", "2026-03-29T00:00", "2026-03-29T00:30")]
    [InlineData("0 12 * * ? *", "2026-07-01T00:00", "2026-07-01T10:00")]
    public void Time_zone_shifts_the_hours_and_an_hour_that_is_skipped_does_not_fire(string expression, string after, string expected)
    {
        var schedule = CronSchedule.Parse(expression, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(Utc(expected), schedule.Next(Utc(after)));
    }

    [Theory]
    [InlineData("0 10 * * ?", "a cron expression has six fields (minutes, hours, day of month, month, day of week, year), not 5")]
    [InlineData("60 10 * * ? *", "minutes: 60 is not from 0 to 59")]
    [InlineData("0 17-8 * * ? *", "hours: 17-8 ends before it starts")]
    [InlineData("0 0 ? * 8 *", "day of week: 8 is not from 1 to 7")]
    [InlineData("0 0 ? * 2#6 *", "day of week: 6 is not from 1 to 5")]
    [InlineData("0 0 ? ? * *", "month: ? is not from 1 to 12")]
    [InlineData("0 0 ? * ? *", "exactly one of day of month and day of week must be ?")]
    [InlineData("0/5/2 0 ? * 1 *", "minutes: 0/5/2 has more than one step")]
    public void Mistake_is_named_with_its_field(string expression, string expected)
    {
        Assert.Equal(expected, Assert.Throws<FormatException>(() => CronSchedule.Parse(expression)).Message);
    }

    private static DateTimeOffset Utc(string text) => new(DateTime.Parse(text, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
