using System.Text.Json;
using DataSync.Local.Mappings;
using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Mappings;

public sealed class ScheduleMappingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly SignallingTime _time = new();
    private readonly ScriptedInvoker _function = new();

    [Fact]
    public async Task Function_runs_once_a_period_with_a_scheduled_event()
    {
        await using var mapping = await StartedAsync(null);

        await _time.PassAsync(Minute);
        var call = await _function.NextAsync();

        using var document = JsonDocument.Parse(call.Text);
        Assert.Equal("Scheduled Event", document.RootElement.GetProperty("detail-type").GetString());
        Assert.Equal(("2026-01-01T00:01:00Z", "eu-west-1"), (document.RootElement.GetProperty("time").GetString(), document.RootElement.GetProperty("region").GetString()));
    }

    [Fact]
    public async Task Input_replaces_the_event()
    {
        await using var mapping = await StartedAsync("""{"queue":"changes"}""");

        await _time.PassAsync(Minute);

        Assert.Equal("""{"queue":"changes"}""", (await _function.NextAsync()).Text);
    }

    [Fact]
    public async Task Failed_run_is_tried_twice_more_and_then_dropped()
    {
        await using var mapping = await StartedAsync("{}", period: TimeSpan.FromHours(1));

        await _time.PassAsync(TimeSpan.FromHours(1));
        (await _function.NextAsync()).Fail();
        await _time.PassAsync(Minute);
        (await _function.NextAsync()).Fail();
        await _time.PassAsync(Minute * 2);
        (await _function.NextAsync()).Fail();
        await mapping.DisposeAsync();

        Assert.Equal((3, 1, 0), (mapping.Counts.Failures, mapping.Counts.GivenUp, mapping.Counts.Pending));
    }

    [Fact]
    public async Task Throttled_run_is_tried_again_without_using_up_a_retry()
    {
        await using var mapping = await StartedAsync("{}", period: TimeSpan.FromHours(1));

        await _time.PassAsync(TimeSpan.FromHours(1));
        (await _function.NextAsync()).Throttle();
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        (await _function.NextAsync()).Throttle();
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        (await _function.NextAsync()).Succeed();
        await mapping.DisposeAsync();

        Assert.Equal((2, 0, 1), (mapping.Counts.Throttles, mapping.Counts.Failures, mapping.Counts.Records));
    }

    [Fact]
    public async Task Run_that_is_too_old_is_dropped_whatever_retries_are_left()
    {
        await using var mapping = await StartedAsync("{}", period: TimeSpan.FromHours(1), maximumAge: TimeSpan.FromSeconds(90));

        await _time.PassAsync(TimeSpan.FromHours(1));
        (await _function.NextAsync()).Fail();
        await _time.PassAsync(Minute);
        (await _function.NextAsync()).Fail();
        await mapping.DisposeAsync();

        Assert.Equal((2, 1), (mapping.Counts.Failures, mapping.Counts.GivenUp));
    }

    [Fact]
    public async Task Schedule_that_fires_once_fires_once()
    {
        var at = _time.GetUtcNow() + TimeSpan.FromDays(40);
        await using var mapping = await StartedAsync("{}", schedule: new OnceSchedule(at));

        await _time.PassAsync(TimeSpan.FromDays(30));
        Assert.Equal(0, _function.Count);
        await _time.PassAsync(TimeSpan.FromDays(10));
        (await _function.NextAsync()).Succeed();

        Assert.Null(new OnceSchedule(at).Next(_time.GetUtcNow()));
    }

    private async Task<IEventSourceMapping> StartedAsync(string? input, TimeSpan? period = null, TimeSpan? maximumAge = null, ISchedule? schedule = null)
    {
        var settings = new ScheduleMappingSettings("mapping", "HeartbeatMinute", "heartbeat", true, schedule ?? new RateSchedule(period ?? Minute), "arn:aws:events:eu-west-1:000000000000:rule/minute")
        {
            Input = input,
            MaximumEventAge = maximumAge ?? TimeSpan.FromHours(6),
        };
        var mapping = new ScheduleMapping(settings, new MappingContext(_function, "arn:function", _time));
        await mapping.StartAsync();
        return mapping;
    }
}
