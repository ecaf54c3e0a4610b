using DataSync.Cli.Failover;
using DataSync.Cli.Tests.Flow;
using static DataSync.Cli.Tests.Failover.FakeSite;

namespace DataSync.Cli.Tests.Failover;

public sealed class PreconditionTests
{
    private readonly LeapingTime _time = new();
    private readonly FakeSite _site;
    private FailoverRequest _request = new(Old, New);

    public PreconditionTests() => _site = new FakeSite(_time);

    [Fact]
    public async Task A_healthy_deployment_is_safe_and_the_check_ends_with_0()
    {
        var report = await CheckAsync();

        Assert.True(report.IsSafe);
        Assert.Equal(0, FailoverOutput.ExitCodeOf(report));
        Assert.Contains("Nothing stands in the way of moving writers from us-east-1 to eu-west-1.", FailoverOutput.Summary(report));
    }

    public static TheoryData<string, string, string> Troubles => new()
    {
        { "target unhealthy", "target-healthy", "503 unhealthy (database: took longer than 2 s)" },
        { "target silent", "target-healthy", "no answer (connection refused)" },
        { "target away", "target-healthy", "eu-west-1 does not answer" },
        { "target draining and ill", "target-healthy", "503 draining (storage: refused)" },
        { "target without health", "target-healthy", "of an older release" },
        { "target without state", "target-serves", "of an older release" },
        { "target with a strange state", "target-serves", "'open', which is none" },
        { "target held", "flow-open", "`datasync resume eu-west-1 --from us-east-1`" },
        { "apply off", "flow-open", "`datasync resume eu-west-1` enables it" },
        { "forward off", "flow-open", "Forward in us-east-1 is Disabled" },
        { "capture gone", "flow-open", "CaptureItems in us-east-1 is Disabling" },
        { "letters", "dead-letters", "2 dead letters in eu-west-1 and 1 in us-east-1" },
        { "old away", "flow-open", "use --unplanned" },
        { "old without state", "fence", "of an older release" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task What_stands_in_the_way_is_said_at_its_step_with_a_remedy(string trouble, string step, string words)
    {
        Arrange(trouble);

        var report = await CheckAsync();

        var blocked = report.Steps.Where(s => s.Verdict == StepVerdict.Blocked).ToList();
        Assert.Equal(step, blocked[0].Name);
        Assert.Contains(words, string.Join('\n', blocked[0].Found), StringComparison.Ordinal);
        Assert.Equal(3, FailoverOutput.ExitCodeOf(report));
        Assert.Equal(0, FailoverOutput.ExitCodeOf(report with { Action = "plan" }));
    }

    [Fact]
    public async Task A_target_that_drains_but_is_well_can_take_over()
    {
        _site.Regions[New] = Draining(New);

        var report = await CheckAsync();

        Assert.True(report.IsSafe);
        Assert.Contains("every check passes", report.Steps[0].Found[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_can_be_accepted()
    {
        _site.Letters = new LetterCounts(2, 0);
        _request = _request with { AcceptsDeadLetters = true };

        Assert.True((await CheckAsync()).IsSafe);
    }

    [Fact]
    public async Task A_lost_region_is_not_asked_when_that_is_known()
    {
        Arrange("old away");
        _request = _request with { IsUnplanned = true };

        var report = await CheckAsync();

        Assert.True(report.IsSafe, string.Join('\n', report.Steps.SelectMany(FailoverOutput.Lines)));
        Assert.Contains("could not be asked for its own", report.Steps[2].Found[0], StringComparison.Ordinal);
        Assert.Contains("has never heard from us-east-1", Assert.Single(report.Steps, s => s.Name == "what-arrived").Found[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", "us-east-1", "--from and --to are both us-east-1")]
    [InlineData("us-east-1", "mars-1", "'mars-1' is not a region of this deployment")]
    public void A_request_that_makes_no_sense_is_refused(string from, string to, string why)
    {
        var e = Assert.Throws<DataSync.Cli.Deployments.OperatorException>(() => new FailoverRequest(from, to).Check([Old, New]));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    private void Arrange(string trouble)
    {
        var (old, next) = (_site.Regions[Old], _site.Regions[New]);
        _site.Regions[New] = trouble switch
        {
            "target unhealthy" => next with { Health = new HealthAnswer { StatusCode = 503, Status = "unhealthy", Failing = ["database: took longer than 2 s"] } },
            "target silent" => next with { Health = new HealthAnswer { Error = "connection refused" } },
            "target away" => new RegionFacts(New) { Error = "no answer" },
            "target draining and ill" => Draining(New) with { Health = new HealthAnswer { StatusCode = 503, Status = "draining", Failing = ["storage: refused"] } },
            "target without health" => next with { Health = null },
            "target without state" => next with { Serving = null },
            "target with a strange state" => next with { Serving = "open" },
            "apply off" => next with { Mappings = With(next, "Apply", "Disabled") },
            _ => next,
        };
        _site.Regions[Old] = trouble switch
        {
            "target held" => old with { OnHold = [New] },
            "forward off" => old with { Mappings = With(old, "Forward", "Disabled") },
            "capture gone" => old with { Mappings = With(old, "CaptureItems", "Disabling") },
            "old away" => new RegionFacts(Old) { Error = "no answer" },
            "old without state" => old with { Serving = null },
            _ => old,
        };
        _site.Letters = trouble == "letters" ? new LetterCounts(2, 1) : _site.Letters;
    }

    private static Dictionary<string, string> With(RegionFacts facts, string handler, string state) => new(facts.Mappings, StringComparer.Ordinal) { [handler] = state };

    private Task<FailoverReport> CheckAsync()
    {
        var state = new FailoverState { From = Old, To = New, StartedAt = _time.GetUtcNow() };
        return new FailoverRun(new FailoverContext(_request, _site, _time, state, _ => { })).LookAsync("check", isWhole: true, default);
    }
}
