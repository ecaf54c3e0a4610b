using DataSync.Cli.Failover;
using DataSync.Cli.Tests.Flow;
using static DataSync.Cli.Tests.Failover.FakeSite;

namespace DataSync.Cli.Tests.Failover;

public sealed class FailoverRunTests
{
    private readonly LeapingTime _time = new();
    private readonly FakeSite _site;
    private readonly List<string> _told = [];
    private FailoverRequest _request = new(Old, New) { Command = "switch", Reason = "test" };
    private FailoverState? _saved;

    public FailoverRunTests() => _site = new FakeSite(_time);

    [Fact]
    public async Task A_run_fences_the_old_region_waits_and_switches_last()
    {
        _site.Writes.Clear();
        _site.Writes.Enqueue(new WriteFacts(5, _time.GetUtcNow()));

        var report = await RunAsync();

        Assert.True(report.IsComplete, Text(report));
        Assert.Equal(["target-healthy", "flow-open", "dead-letters", "target-serves", "fence", "writes-end", "lag-drained", "clock-drift", "command", "confirm"], report.Steps.Select(s => s.Name));
        Assert.Equal("drain us-east-1", _site.Done[0]);
        Assert.StartsWith("switch us-east-1 eu-west-1 at 00:05:0", _site.Done[1], StringComparison.Ordinal);
        Assert.Equal(2, _site.Done.Count);
        Assert.Contains(report.Notes, note => note.Contains("datasync failover run --from eu-west-1 --to us-east-1 --yes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_at_every_step_changes_nothing()
    {
        _site.Regions[New] = Draining(New);

        var report = await Runner().LookAsync("plan", isWhole: true, default);

        Assert.Empty(_site.Done);
        Assert.Null(_saved);
        Assert.True(report.IsSafe, Text(report));
        Assert.Equal(10, report.Steps.Count);
        Assert.Equal(StepVerdict.Due, Assert.Single(report.Steps, s => s.Name == "target-serves").Verdict);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task A_run_that_was_interrupted_after_any_step_goes_on_there_and_does_nothing_twice(int stepCount)
    {
        _site.Regions[New] = Draining(New);
        using var interrupted = new CancellationTokenSource();

        try
        {
            await RunAsync(step => Cancel(interrupted, step.Number == stepCount), interrupted.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.True(interrupted.IsCancellationRequested);
        }

        var before = _site.Done.Count;
        var report = await RunAsync();

        Assert.True(report.IsComplete, Text(report));
        Assert.Equal(["serve eu-west-1", "drain us-east-1", "switch us-east-1 eu-west-1"], _site.Done.Select(d => d.Split(" at ")[0]));
        Assert.Equal(stepCount switch { < 4 => 0, 4 => 1, < 9 => 2, _ => 3 }, before);
    }

    [Fact]
    public async Task A_crash_before_a_change_was_kept_does_it_again_without_harm()
    {
        _site.BeforeAct = what => throw new HttpRequestException($"{what} is gone");
        var first = await RunAsync();
        _site.BeforeAct = static _ => { };

        var second = await RunAsync();

        Assert.Equal(("fence", StepVerdict.Blocked), (first.Steps[^1].Name, first.Steps[^1].Verdict));
        Assert.Equal(["us-east-1 is gone"], first.Steps[^1].Found);
        Assert.True(second.IsComplete, Text(second));
        Assert.Single(_site.Done, d => d.StartsWith("drain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_region_that_drains_already_is_not_fenced_anew()
    {
        _site.Regions[Old] = Draining(Old);

        var report = await RunAsync();

        Assert.True(report.IsComplete, Text(report));
        Assert.DoesNotContain(_site.Done, d => d.StartsWith("drain", StringComparison.Ordinal));
        Assert.Equal(new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero), _saved!.FencedAt);
    }

    [Fact]
    public async Task Writers_that_go_on_stop_it_and_force_goes_on_all_the_same()
    {
        _site.Writes.Clear();
        Enumerable.Range(1, 10_000).ToList().ForEach(i => _site.Writes.Enqueue(new WriteFacts(i, _time.GetUtcNow())));

        var stopped = await RunAsync();
        _request = _request with { IsForced = true };
        var forced = await RunAsync();

        Assert.Equal(("writes-end", StepVerdict.Blocked), (stopped.Steps[^1].Name, stopped.Steps[^1].Verdict));
        Assert.Contains("Draining stops no writer", stopped.Steps[^1].Found[1], StringComparison.Ordinal);
        Assert.True(forced.IsComplete, Text(forced));
    }

    [Fact]
    public async Task What_does_not_arrive_stops_it_with_what_is_in_the_way()
    {
        _site.Backlog.Clear();
        _site.Backlog.Enqueue(Empty with { Parked = 3, Forward = "Disabled" });

        var report = await RunAsync();

        Assert.Equal(("lag-drained", StepVerdict.Blocked), (report.Steps[^1].Name, report.Steps[^1].Verdict));
        Assert.Contains("3 parked envelopes", report.Steps[^1].Found[0], StringComparison.Ordinal);
        Assert.Contains("Forward is Disabled", report.Steps[^1].Found[1], StringComparison.Ordinal);
        Assert.DoesNotContain(_site.Done, d => d.StartsWith("switch", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-60, "00:04:00")]
    [InlineData(40, "00:05:00")]
    public async Task The_switch_waits_until_the_drift_is_over_since_the_last_write(int minuteEndSeconds, string until)
    {
        // Counts are by the minute: one that is not over yet says less than the look itself.
        _site.Writes.Clear();
        _site.Writes.Enqueue(new WriteFacts(1, _time.GetUtcNow().AddSeconds(minuteEndSeconds)));
        _request = _request with { Quiet = TimeSpan.FromSeconds(30) };

        var report = await RunAsync();

        Assert.True(report.IsComplete, Text(report));
        Assert.EndsWith($"at {until}", _site.Done[^1], StringComparison.Ordinal);
        Assert.Contains(_told, t => t.StartsWith("waiting ", StringComparison.Ordinal) && t.EndsWith($"until {until}Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_fails_stops_it_and_is_run_again_with_a_warning()
    {
        _site.ExitCodes.Clear();
        _site.ExitCodes.Enqueue(3);
        _site.ExitCodes.Enqueue(0);

        var failed = await RunAsync();
        var again = await RunAsync();

        Assert.Contains("exit code 3", failed.Steps[^1].Found[0], StringComparison.Ordinal);
        Assert.True(again.IsComplete, Text(again));
        Assert.Contains(_told, t => t.Contains("it is run again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_region_is_left_without_it_and_fenced_when_it_comes_back()
    {
        _request = _request with { IsUnplanned = true };
        var back = _site.Regions[Old];
        _site.Regions[Old] = new RegionFacts(Old) { Error = "no answer" };
        _site.Heard = _time.GetUtcNow() - TimeSpan.FromMinutes(7);

        var report = await RunAsync(step => _site.Regions[Old] = step.Name == "confirm" ? back : _site.Regions[Old]);

        Assert.True(report.Steps[^1].Verdict == StepVerdict.Ok, Text(report));
        Assert.Equal("fence-late", report.Steps[^1].Name);
        Assert.Equal(StepVerdict.Open, Assert.Single(report.Steps, s => s.Name == "fence").Verdict);
        Assert.Contains("last heard from us-east-1 at 2025-12-31 23:53:00Z", Assert.Single(report.Steps, s => s.Name == "what-arrived").Found[0], StringComparison.Ordinal);
        Assert.Equal(["switch", "drain"], _site.Done.Select(d => d.Split(' ')[0]));
        Assert.EndsWith("at 00:05:00", _site.Done[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_region_that_stays_away_is_said_to_be_unfenced()
    {
        _request = _request with { IsUnplanned = true };
        _site.Regions[Old] = new RegionFacts(Old) { Error = "no answer" };

        var report = await RunAsync();

        Assert.False(report.IsComplete);
        Assert.True(report.IsSafe);
        Assert.Equal(("fence-late", StepVerdict.Open), (report.Steps[^1].Name, report.Steps[^1].Verdict));
        Assert.Contains("is NOT fenced", report.Steps[^1].Found[^1], StringComparison.Ordinal);
        Assert.Equal(4, FailoverOutput.ExitCodeOf(report));
    }

    private static void Cancel(CancellationTokenSource source, bool isTime)
    {
        if (isTime)
        {
            source.Cancel();
        }
    }

    private Task<FailoverReport> RunAsync(Action<ReportedStep>? show = null, CancellationToken cancellationToken = default) => Runner(show).RunAsync(cancellationToken);

    private FailoverRun Runner(Action<ReportedStep>? show = null)
    {
        var state = _saved ?? new FailoverState { From = Old, To = New, IsUnplanned = _request.IsUnplanned, StartedAt = _time.GetUtcNow() };
        return new FailoverRun(new FailoverContext(_request, _site, _time, state, saved => _saved = saved)) { Show = show ?? (_ => { }), Tell = _told.Add };
    }

    private static string Text(FailoverReport report) => string.Join('\n', report.Steps.SelectMany(FailoverOutput.Lines));
}
