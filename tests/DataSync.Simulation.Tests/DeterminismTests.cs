using System.Diagnostics;
using Xunit;

namespace DataSync.Simulation.Tests;

public sealed class DeterminismTests
{
    private const int RunCount = 3;

    [Fact]
    public void The_same_seed_gives_the_same_trace_in_this_process()
    {
        foreach (var scenario in Scenarios.All)
        {
            var first = World.Run(scenario, 4711);
            var second = World.Run(scenario, 4711);

            Assert.Equal((first.Trace, first.Steps), (second.Trace, second.Steps));
        }
    }

    [Fact]
    public void Different_seeds_give_different_traces()
    {
        var traces = Enumerable.Range(0, 50).Select(seed => World.Run(Scenarios.Find("rough")!, seed).Trace);

        Assert.Equal(50, traces.Distinct().Count());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_trace_in_another_process()
    {
        var simulation = Path.Combine(AppContext.BaseDirectory, "DataSync.Simulation.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { simulation, "--trace", "--scenario", "everything", "--seed", "4711", "--runs", $"{RunCount}" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();

        var here = Enumerable.Range(4711, RunCount).Select(seed => World.Run(Scenarios.Find("everything")!, seed));
        Assert.Equal(here.Select(r => $"everything {r.Seed} {r.Trace:x16} {r.Verdict} {r.Detail}"), lines);
    }
}
