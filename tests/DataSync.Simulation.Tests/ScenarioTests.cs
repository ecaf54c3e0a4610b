using Xunit;
using Xunit.Abstractions;

namespace DataSync.Simulation.Tests;

public sealed class ScenarioTests(ITestOutputHelper output)
{
    // 46 scenarios of 720 schedules and a long one: more than 30,000 in each build.
    private const int RunCount = 720;
    private const int LongRunCount = 100;

    public static TheoryData<string> Names => [.. Scenarios.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_promise_is_kept_and_every_fault_fires(string name)
    {
        var scenario = Scenarios.Find(name)!;
        var runCount = scenario.CutMs > TimeSpan.FromHours(1).TotalMilliseconds ? LongRunCount : RunCount;

        var found = Exploration.Run(scenario, Seeds.Take(runCount), Environment.ProcessorCount);

        output.WriteLine($"commit {Seeds.Commit}, {found.RunCount} schedules, {found.StepCount} steps, {found.Elapsed}");
        Assert.True(found.BrokenCount == 0, string.Join("\n", found.Broken.Select(b => $"commit {Seeds.Commit}, seed {b.Seed}: {b.Verdict}: {b.Detail}\n{b.Replay}")));
        Assert.Empty(found.Silent);
    }

    [Fact]
    public void All_scenarios_together_make_at_least_thirty_thousand_schedules()
    {
        var count = ((Scenarios.All.Count - 1) * RunCount) + LongRunCount;

        Assert.True(count >= 30_000, $"{count} schedules");
    }

    // Schedules that broke a promise once; docs/BUGS-FOUND.md tells the stories.
    [Theory]
    [InlineData("realistic-guards", 13)]
    [InlineData("realistic-and-paced", 26)]
    [InlineData("everything", 60)]
    [InlineData("objects-few-values", 146732691)]
    [InlineData("objects-few-values", 400009965)]
    [InlineData("objects-few-values", 600007311)]
    [InlineData("objects-few-values", 600013620)]
    [InlineData("objects-few-values", 610049482)]
    [InlineData("objects-few-values", 640016713)]
    [InlineData("objects-throttled", 255100296)]
    [InlineData("objects-throttled", 255100443)]
    [InlineData("objects-metadata", 146733908)]
    [InlineData("objects-metadata", 146734011)]
    [InlineData("objects-over-eventbridge", 146733625)]
    [InlineData("objects-over-eventbridge", 300008493)]
    [InlineData("objects-over-eventbridge", 400000241)]
    public void Schedules_that_found_a_bug_keep_every_promise(string name, int seed)
    {
        var result = World.Run(Scenarios.Find(name)!, seed);

        Assert.Equal((Verdict.Kept, ""), (result.Verdict, result.Detail));
    }
}
