using Xunit;

namespace DataSync.Simulation.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void A_replay_command_runs_exactly_that_schedule()
    {
        var result = World.Run(Scenarios.Find("hot")!, 4711);

        Assert.Equal("dotnet run --project tests/DataSync.Simulation -- --scenario hot --seed 4711 --runs 1", result.Replay);
    }

    [Fact]
    public void Names_of_scenarios_are_unique()
    {
        var names = Scenarios.All.Select(s => s.Name).ToList();

        Assert.Equal(names.Distinct().Count(), names.Count);
    }

    [Fact]
    public void Every_kind_of_fault_is_asked_for_by_some_scenario()
    {
        var asked = Scenarios.All.SelectMany(s => s.Fires).ToHashSet();

        Assert.Equal(Enum.GetValues<Fault>(), asked.Order());
    }
}
