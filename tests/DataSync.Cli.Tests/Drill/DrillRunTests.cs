using DataSync.Cli.Deployments;
using DataSync.Cli.Drill;
using static DataSync.Cli.Tests.Drill.FakeDrillSite;

namespace DataSync.Cli.Tests.Drill;

/// <summary>Whole drills on virtual time, with Route 53's usual 30 seconds and 3 checks.</summary>
public sealed class DrillRunTests
{
    private static readonly DrillSetup Setup = new("Cut", "a test", "simulated", All, 30, 3, 5, 0, 0);

    private readonly Pump _pump = new();
    private readonly List<string> _told = [];
    private DrillOptions _options = new(Lost) { How = OutageKind.Cut };

    [Fact]
    public void A_cut_is_found_after_three_checks_and_users_are_served_elsewhere()
    {
        var report = Run(new FakeDrillSite(_pump.Time));

        Assert.True(report.IsPassed, Words(report));
        Assert.Equal((Lost, Next), (report.Region, report.Target));

        // The first failing check comes within 30 s of the loss, and two more are 30 s apart.
        Assert.InRange(report.Figures.UnhealthySeconds!.Value, 60, 90);
        Assert.InRange(report.Figures.RtoSeconds!.Value, report.Figures.UnhealthySeconds!.Value, report.Figures.UnhealthySeconds!.Value + 0.5);
        Assert.InRange(report.Figures.RecoveredSeconds!.Value, 60, 90);
        Assert.True(report.Figures.FailedCount >= 5 * 60);
        Assert.InRange(report.Figures.LongestSilenceSeconds, report.Figures.RtoSeconds!.Value - 1, report.Figures.RtoSeconds!.Value + 1);
        Assert.Equal([Timeline.Started, Timeline.Lost, Timeline.Unhealthy, Timeline.ServedElsewhere, Timeline.Healed, Timeline.Converged, Timeline.Healthy, Timeline.Finished], report.Events.Select(e => e.Kind));
    }

    [Fact]
    public void What_the_next_region_lacks_at_the_loss_is_listed_by_version_and_makes_the_rpo()
    {
        var report = Run(new FakeDrillSite(_pump.Time) { Lag = TimeSpan.FromSeconds(4) });

        // Five a second for four seconds, give or take the one at each end.
        Assert.InRange(report.Figures.UnreplicatedCount, 19, 21);
        Assert.InRange(report.Figures.RpoSeconds, 3.7, 4);
        Assert.Equal(report.Figures.UnreplicatedCount, report.Figures.AtRiskCount);
        Assert.Equal(report.Figures.RpoSeconds, report.Figures.AtRiskSeconds);
        Assert.All(report.Unreplicated, item => Assert.Equal($"{item.WrittenAt.ToUnixTimeMilliseconds()}-00000-{Lost}", item.Version));
        Assert.Equal(report.Unreplicated.OrderBy(item => item.WrittenAt), report.Unreplicated);
        Assert.InRange(report.Figures.ConvergedSeconds!.Value, 4, 5);
        Assert.Equal(0, report.Figures.LostCount);
    }

    [Fact]
    public void A_region_that_drains_serves_until_routing_has_moved_and_nothing_is_at_risk()
    {
        var report = Run(new FakeDrillSite(_pump.Time) { IsCut = false });

        Assert.True(report.IsPassed, Words(report));
        Assert.Equal((0, 0.0), (report.Figures.FailedCount, report.Figures.LongestSilenceSeconds));
        Assert.Equal(0, report.Figures.AtRiskCount);
        Assert.All(report.Unreplicated, item => Assert.True(item.ArrivedBeforeHealing));
    }

    [Fact]
    public void Clients_that_keep_an_answer_are_served_later()
    {
        _options = _options with { DnsTtl = TimeSpan.FromSeconds(45) };

        var report = Run(new FakeDrillSite(_pump.Time));

        Assert.True(report.Figures.RtoSeconds > report.Figures.UnhealthySeconds!.Value + 5, Words(report));
    }

    [Fact]
    public void A_target_that_is_missed_is_named_and_has_an_exit_code()
    {
        _options = _options with { Rto = TimeSpan.FromMilliseconds(1) };

        var report = Run(new FakeDrillSite(_pump.Time));

        Assert.Equal(["rto"], report.Targets.Where(t => !t.IsMet).Select(t => t.Name));
        Assert.Contains("(target 0.001 s, missed)", Words(report), StringComparison.Ordinal);
        Assert.Equal(7, DrillJudge.ExitCodeOf(report));
    }

    [Fact]
    public void An_outage_that_is_too_short_to_be_seen_has_no_rto()
    {
        _options = _options with { Duration = TimeSpan.FromSeconds(20), Converge = TimeSpan.FromSeconds(100) };

        var report = Run(new FakeDrillSite(_pump.Time));

        Assert.Null(report.Figures.RtoSeconds);
        Assert.Null(report.Figures.UnhealthySeconds);
        Assert.Equal(["rto"], report.Targets.Where(t => !t.IsMet).Select(t => t.Name));
    }

    [Fact]
    public void A_write_that_never_arrives_is_lost_and_that_weighs_more_than_any_target()
    {
        var report = Run(new FakeDrillSite(_pump.Time) { Forgotten = 100 });

        Assert.EndsWith("000100", Assert.Single(report.Lost), StringComparison.Ordinal);
        Assert.Null(report.Figures.ConvergedSeconds);
        Assert.Equal(["converge", "lost"], report.Targets.Where(t => !t.IsMet).Select(t => t.Name));
        Assert.Equal(1, DrillJudge.ExitCodeOf(report));
    }

    [Fact]
    public void All_items_are_deleted_in_the_end_those_of_failed_requests_too()
    {
        var site = new FakeDrillSite(_pump.Time);

        var report = Run(site);

        Assert.Equal(report.Figures.WrittenCount + report.Figures.FailedCount, site.Deleted.Distinct().Count());
        Assert.All(site.Deleted, key => Assert.StartsWith("datasync-drill/20261124T100000Z/", key, StringComparison.Ordinal));
    }

    [Fact]
    public void A_drill_that_is_interrupted_brings_the_region_back_and_deletes_its_items()
    {
        using var interrupted = new CancellationTokenSource();
        var site = new FakeDrillSite(_pump.Time) { Begun = () => interrupted.CancelAfter(TimeSpan.Zero) };

        Assert.ThrowsAny<OperationCanceledException>(() => Run(site, interrupted));

        Assert.False(site.IsOut);
        Assert.NotEmpty(site.Deleted);
    }

    [Fact]
    public void A_drill_does_not_begin_where_nobody_could_take_over()
    {
        var site = new FakeDrillSite(_pump.Time);
        site.Ill.UnionWith(All.Where(name => name != Lost));

        var e = Assert.Throws<OperatorException>(() => Run(site));

        Assert.Contains("needs us-east-1 and another region healthy", e.Message, StringComparison.Ordinal);
        Assert.False(site.IsOut);
    }

    [Theory]
    [InlineData("interval", "--interval 0 s must be more than 0")]
    [InlineData("threshold", "--threshold 11 must be 1 to 10")]
    [InlineData("rate", "it is a drill, not a load test")]
    public void Options_that_make_no_sense_are_refused(string what, string why)
    {
        var options = what switch
        {
            "interval" => _options with { Interval = TimeSpan.Zero },
            "threshold" => _options with { Threshold = 11 },
            _ => _options with { Rate = 1000 },
        };

        Assert.Contains(why, Assert.Throws<OperatorException>(options.Check).Message, StringComparison.Ordinal);
    }

    private DrillReport Run(FakeDrillSite site, CancellationTokenSource? interrupted = null) => _pump.Run(() =>
        new DrillRun(site, All, _options, _told.Add, _pump.Time).RunAsync(site, Setup, interrupted?.Token ?? default));

    private static string Words(DrillReport report) => string.Join('\n', report.Targets.Select(t => t.Text).Concat(report.Events.Select(e => $"{e.At:HH:mm:ss.f} {e.Text}")));
}
