using DataSync.Cli.Flow;
using DataSync.Core.Ports;

namespace DataSync.Cli.Tests.Flow;

public sealed class DrainTests
{
    private static readonly DrainLook Empty = new("eu-west-1") { Capture = "Enabled", ObjectCapture = "Enabled", Forward = "Enabled", ObjectEvents = 0, IteratorAgeSeconds = 1 };

    private readonly LeapingTime _time = new();

    [Fact]
    public void A_region_without_anything_on_its_way_is_empty()
    {
        Assert.True(DrainJudge.Of(Empty).IsEmpty);
        Assert.True(DrainJudge.Of(Empty with { ObjectCapture = null, ObjectEvents = null, IteratorAgeSeconds = null }).IsEmpty);
        Assert.True(DrainJudge.Of(Empty with { OnHold = ["us-east-1"], Away = ["us-east-1"], Forward = "Disabled" }).IsEmpty);
    }

    public static TheoryData<string, string, string?> Unsent => new()
    {
        { "behind", "capture is 30 s behind", null },
        { "failing", "capture is being tried again", "failed or was throttled 3 times" },
        { "capture off", "writes that are not captured", "CaptureItems is Disabled" },
        { "events", "4 object events", null },
        { "events off", "4 object events", "CaptureObjects is Disabled" },
        { "held", "7 parked envelopes", "`datasync resume us-east-1 --from eu-west-1`" },
        { "away", "7 parked envelopes", "us-east-1 does not answer" },
        { "forward off", "7 parked envelopes", "Forward is Disabled" },
        { "unapplied", "9 messages to apply in us-east-1", "`datasync resume us-east-1`" },
        { "unknown", "us-east-1 is not known", "us-east-1 does not answer" },
    };

    [Theory]
    [MemberData(nameof(Unsent))]
    public void What_waits_is_said_with_what_is_in_the_way(string name, string waiting, string? obstacle)
    {
        var verdict = DrainJudge.Of(LookOf(name));

        Assert.Contains(waiting, verdict.Waiting);
        Assert.True(obstacle is null ? verdict.Obstacles.Count == 0 : verdict.Obstacles.Any(o => o.Contains(obstacle, StringComparison.Ordinal)), string.Join('\n', verdict.Obstacles));
    }

    [Fact]
    public async Task It_is_drained_only_after_it_was_empty_for_long_enough()
    {
        var looks = 0;

        var report = await RunAsync(() => looks++ is 3 or 4 ? Empty with { Parked = 1 } : Empty, timeoutSeconds: 600, quietSeconds: 10);

        Assert.True(report.IsDrained);
        Assert.Empty(report.Waiting);
        Assert.InRange(report.Seconds, 10, 60);
        Assert.True(looks >= 5 + 3);
    }

    [Fact]
    public async Task When_the_time_is_up_the_last_look_says_what_waits()
    {
        var report = await RunAsync(() => Empty with { Parked = 7, OnHold = ["us-east-1"] }, timeoutSeconds: 60, quietSeconds: 10);

        Assert.False(report.IsDrained);
        Assert.Equal(["7 parked envelopes"], report.Waiting);
        Assert.Contains("us-east-1 is on hold here", Assert.Single(report.Obstacles), StringComparison.Ordinal);
        Assert.InRange(report.Seconds, 60, 70);
    }

    [Fact]
    public async Task Empty_for_too_short_a_time_is_not_drained()
    {
        var report = await RunAsync(() => Empty, timeoutSeconds: 5, quietSeconds: 60);

        Assert.False(report.IsDrained);
        Assert.Equal(["nothing at this moment, but not for long enough to be sure"], report.Waiting);
    }

    [Fact]
    public async Task A_look_that_fails_is_no_empty_look()
    {
        var looks = 0;

        var report = await RunAsync(() => looks++ == 2 ? throw new StoreException("the ledger is down") : Empty, timeoutSeconds: 600, quietSeconds: 10);

        Assert.True(report.IsDrained);
        Assert.True(looks >= 3 + 3);
    }

    [Fact]
    public async Task Dead_letters_and_holds_are_told_of_a_drained_region()
    {
        var report = await RunAsync(() => Empty with { DeadLetters = 2, OnHold = ["us-east-1"] }, timeoutSeconds: 600, quietSeconds: 10);

        Assert.True(report.IsDrained);
        Assert.Equal(2, report.Notes.Count);
        Assert.StartsWith("2 dead letters of eu-west-1", report.Notes[0], StringComparison.Ordinal);
    }

    private static DrainLook LookOf(string name) => name switch
    {
        "behind" => Empty with { IteratorAgeSeconds = 30 },
        "failing" => Empty with { CaptureFailures = 3 },
        "capture off" => Empty with { Capture = "Disabled" },
        "events" => Empty with { ObjectEvents = 4 },
        "events off" => Empty with { ObjectEvents = 4, ObjectCapture = "Disabled" },
        "held" => Empty with { Parked = 7, OnHold = ["us-east-1"] },
        "away" => Empty with { Parked = 7, Away = ["us-east-1"] },
        "forward off" => Empty with { Parked = 7, Forward = "Disabled" },
        "unapplied" => Empty with { Targets = [new DrainTarget("us-east-1", 9, "Disabled")] },
        _ => Empty with { Targets = [new DrainTarget("us-east-1", null, null)] },
    };

    private Task<DrainReport> RunAsync(Func<DrainLook> look, int timeoutSeconds, int quietSeconds)
    {
        var options = new DrainOptions(TimeSpan.FromSeconds(timeoutSeconds), TimeSpan.FromSeconds(quietSeconds));
        return new DrainRun(_ => Task.FromResult(look()), options, _time).RunAsync(_ => { }, CancellationToken.None);
    }
}
