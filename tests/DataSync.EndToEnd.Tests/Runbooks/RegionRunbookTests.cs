using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>The runbook for a region that is cut off: its commands, as they stand there, on real functions.</summary>
[Collection(RunbookRegionsCollection.Name)]
public sealed class RegionRunbookTests(RunbookRegions regions, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_lost_region_is_taken_out_and_brought_back_and_what_both_sides_wrote_is_everywhere()
    {
        RunbookRun.Require("jq");
        using var run = new RunbookRun(regions.Host.Endpoint, output);
        run.Set("KEY", "lost#inside");
        regions.Host.Faults.CutOff(EuWest);
        try
        {
            await regions.PutAsync(EuWest, "lost#inside", "written in the lost region");
            await regions.PutAsync(UsEast, "lost#outside", "written elsewhere");
            await regions.EventuallyAsync(async () => await regions.TextAsync(ApSoutheast, "lost#outside") is not null, "the others do not wait for it");

            var said = await run.RunAsync(Runbook.Read("region-loss"), ("region-comes-back", () =>
            {
                regions.Host.Faults.Heal(EuWest);
                return Task.CompletedTask;
            }
            ));

            Assert.Contains("writers go to us-east-1", said[3], StringComparison.Ordinal);
        }
        finally
        {
            regions.Host.Faults.Heal(EuWest);
        }

        await regions.EverywhereAsync("lost#inside", "written in the lost region");
        await regions.EverywhereAsync("lost#outside", "written elsewhere");
    }
}
