using Xunit;
using Xunit.Abstractions;

namespace DataSync.Simulation.Tests;

/// <summary>A checker that cannot fail proves nothing: with any one piece of the protocol taken out, a promise must break.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int ChunkCount = 100;
    private const int MaxChunks = 20;

    public static TheoryData<string> Names => [.. PlantedBugs.OfTheModel.Concat(PlantedBugs.OfOurOwn).Concat(PlantedBugs.OfObjects).Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_promise_breaks_without_one_piece_of_the_protocol(string name)
    {
        var bug = PlantedBugs.Find(name);
        Assert.Equal(1, PlantedCompiler.CountPieces(bug));

        var found = FindBroken(bug);

        output.WriteLine($"{name}: {found}");
        Assert.NotNull(found);
        Assert.DoesNotContain("Exception", found, StringComparison.Ordinal);
    }

    // A few schedules of each scenario in turn, so that no scenario has to be the right one.
    private static string? FindBroken(PlantedBug bug)
    {
        var (context, assembly) = PlantedCompiler.Compile(bug);
        try
        {
            var method = assembly.GetType("DataSync.Simulation.Exploration")!.GetMethod(nameof(Exploration.FirstBroken))!;
            var run = method.CreateDelegate<Func<string, int, int, string?>>();
            for (var chunk = 0; chunk < MaxChunks; chunk++)
            {
                foreach (var scenario in bug.Scenarios)
                {
                    if (run(scenario, bug.FirstSeed + (chunk * ChunkCount), ChunkCount) is { } found)
                    {
                        return found;
                    }
                }
            }

            return null;
        }
        finally
        {
            context.Unload();
        }
    }
}
