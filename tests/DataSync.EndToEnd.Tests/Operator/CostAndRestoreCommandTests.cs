using System.Text.Json;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Operator;

/// <summary>The commands as a person or a script starts them; what they do is tested by the runbooks and without a host.</summary>
[Collection(RegionsCollection.Name)]
public sealed class CostAndRestoreCommandTests(RunningRegions regions)
{
    [Fact]
    public async Task A_bill_is_made_of_what_the_regions_measured()
    {
        for (var i = 0; i < 20; i++)
        {
            await regions.PutAsync(All[i % 3], $"cost#{i}", "text");
            await regions.EverywhereAsync($"cost#{i}", "text");
        }

        var (exitCode, text) = await CommandLineTests.RunAsync(Repository.Cli, ["cost", "--from-stack", "--over", "30m", "--json", "--region", UsEast, "--endpoint-url", regions.Host.Endpoint.ToString()]);

        Assert.True(exitCode == 0, text);
        using var json = JsonDocument.Parse(text);
        var work = json.RootElement.GetProperty("workload");
        Assert.Equal(All, work.GetProperty("regions").EnumerateArray().Select(r => r.GetString()));
        Assert.True(work.GetProperty("writesPerSecond").GetDouble() >= 20.0 / 1800);
        Assert.StartsWith("Measured over 30 min", json.RootElement.GetProperty("assumptions")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_of_given_rates_needs_no_deployment()
    {
        var (exitCode, text) = await CommandLineTests.RunAsync(Repository.Cli, ["cost", "--writes-per-second", "100", "--stored", "50GB", "--regions", "2"]);

        Assert.True(exitCode == 0, text);
        Assert.Contains("For these items Global Tables are cheaper by", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cost", "Cost of what?")]
    [InlineData("cost --writes-per-second 1 --prices no-such.json", "no-such.json")]
    [InlineData("restore", "Restore from what?")]
    [InlineData("restore --bucket", "--bucket and --deleted-since go together")]
    [InlineData("restore --from-table items --yes", "is the table in sync itself")]
    [InlineData("restore --from-table nothing --dry-run", "There is no table nothing")]
    public async Task A_mistake_is_told_before_anything_is_changed(string arguments, string why)
    {
        string[] connection = ["--region", UsEast, "--endpoint-url", regions.Host.Endpoint.ToString()];

        var (exitCode, text) = await CommandLineTests.RunAsync(Repository.Cli, [.. arguments.Split(' '), .. connection]);

        Assert.Equal(2, exitCode);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }
}
