using DataSync.Local.Faults;
using DataSync.Local.Tests.Mappings;

namespace DataSync.Local.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly string[] Regions = ["us-east-1", "eu-west-1"];
    private static readonly string[] Functions = ["Capture", "Apply"];

    [Fact]
    public async Task Faults_begin_and_end_at_their_times()
    {
        var time = new SignallingTime();
        var faults = new RegionFaults(time);
        var told = new List<string>();
        var plan = TimedFault.Parse("cut:us-east-1@10s+20s", Regions).Concat(TimedFault.Parse("freeze:eu-west-1@15s", Regions)).ToList();

        var running = FaultPlan.RunAsync(plan, faults, time, told.Add, CancellationToken.None);
        var before = faults.Active.Count;
        await time.PassAsync(TimeSpan.FromSeconds(10));
        await time.PassAsync(TimeSpan.FromSeconds(5));
        await time.SetAsync(TimeSpan.FromSeconds(15));
        var during = string.Join(' ', faults.Active);
        time.Advance(TimeSpan.FromSeconds(15));
        await running.InTimeAsync();

        Assert.Equal((0, "cut:us-east-1 freeze:eu-west-1", "freeze:eu-west-1"), (before, during, string.Join(' ', faults.Active)));
        Assert.Equal(["begins cut:us-east-1", "begins freeze:eu-west-1", "ends   cut:us-east-1"], told);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12345)]
    public void Chaos_is_the_same_for_the_same_seed_has_every_kind_and_ends_in_time(int seed)
    {
        var time = TimeSpan.FromSeconds(40);

        var plan = FaultPlan.Chaos(seed, Regions, Functions, time);

        Assert.Equal(plan, FaultPlan.Chaos(seed, Regions, Functions, time));
        Assert.NotEqual(plan, FaultPlan.Chaos(seed + 1, Regions, Functions, time));
        Assert.Equal(Enum.GetValues<FaultKind>().ToHashSet(), plan.Select(timed => timed.Fault.Kind).ToHashSet());
        Assert.All(plan, timed => Assert.InRange((timed.Start + timed.Duration!.Value).TotalSeconds, 0.1, 40 * 0.9));
        Assert.DoesNotContain(plan, timed => timed.Fault.Target == "s3");
        Assert.All(plan, timed => Assert.Equal(timed, Assert.Single(TimedFault.Parse(timed.ToString(), Regions))));
    }

    [Fact]
    public void Chaos_strikes_s3_where_there_are_objects()
    {
        var plans = Enumerable.Range(1, 20).SelectMany(seed => FaultPlan.Chaos(seed, Regions, Functions, TimeSpan.FromSeconds(40), withObjects: true));

        Assert.Equal(["dynamodb", "s3", "sqs"], plans.Where(timed => timed.Fault.Kind == FaultKind.Deny).Select(timed => timed.Fault.Target).Distinct().Order(StringComparer.Ordinal));
    }
}
