using System.Diagnostics;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Xunit.Abstractions;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Serving;

/// <summary>A region is taken out, and what is measured is in the report.</summary>
[Collection(ServedRegionsCollection.Name)]
public sealed class DrillTests(ServedRegions regions, ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_region_that_is_cut_off_is_left_comes_back_and_nothing_is_lost()
    {
        var run = await RunAsync("--local", "--how", "cut", "--region", UsEast, "--duration", "10s", "--rate", "10", "-p", "HealthCacheSeconds=1");

        Assert.True(run.ExitCode == 0, run.Text);
        var report = Report();
        var figures = report.GetProperty("figures");
        Assert.True(report.GetProperty("isPassed").GetBoolean());
        Assert.Equal(EuWest, report.GetProperty("target").GetString());
        Assert.True(figures.GetProperty("rtoSeconds").GetDouble() > 0);
        Assert.True(figures.GetProperty("failedCount").GetInt32() > 0);
        Assert.Equal(figures.GetProperty("unreplicatedCount").GetInt32(), report.GetProperty("unreplicated").GetArrayLength());
        Assert.True(figures.GetProperty("recoveredSeconds").GetDouble() > 0);
        Assert.True(figures.GetProperty("convergedSeconds").GetDouble() > 0);
        Assert.Equal(0, figures.GetProperty("lostCount").GetInt32());
        Assert.Equal(3, _folder.GetFiles().Length);
        Assert.StartsWith($"# Failover drill of {UsEast}, ", File.ReadAllText(_folder.GetFiles("*.md").Single().FullName), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drill_with_a_target_that_cannot_be_met_fails_and_says_which()
    {
        var run = await DrainAsync("--duration", "6s", "--rto", "1ms");

        Assert.True(run.ExitCode == 7, run.Text);
        Assert.Contains("MISSED  rto: first request served elsewhere", run.Text, StringComparison.Ordinal);
        Assert.Equal(["rto"], Report().GetProperty("targets").EnumerateArray().Where(t => !t.GetProperty("isMet").GetBoolean()).Select(t => t.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_region_that_drains_loses_no_request_and_is_set_back_and_the_items_are_gone()
    {
        var run = await DrainAsync("--duration", "6s");

        Assert.True(run.ExitCode == 0, run.Text);
        Assert.Equal(0, Report().GetProperty("figures").GetProperty("failedCount").GetInt32());
        await AssertIsAsBeforeAsync();
    }

    [SkippableFact]
    public async Task A_drill_that_is_interrupted_sets_the_region_back_and_deletes_its_items()
    {
        Skip.If(OperatingSystem.IsWindows(), "skipped: there is no SIGINT to send");
        Task InterruptAsync(Process process) => regions.EventuallyAsync(
            async () =>
            {
                var isOut = (await StateAsync()).StartsWith("draining", StringComparison.Ordinal);
                if (isOut)
                {
                    await CommandLineTests.InterruptAsync(process);
                }

                return isOut;
            },
            "the region is drained by the drill");

        var run = await CommandLineTests.RunAsync(Repository.Cli, Arguments(["--how", "drain", "--region", EuWest, "--duration", "10m", "--endpoint-url", regions.Host.Endpoint.ToString()]), InterruptAsync);

        output.WriteLine(run.Text);
        Assert.Equal(130, run.ExitCode);
        await AssertIsAsBeforeAsync();
        Assert.Empty(_folder.GetFiles());
    }

    [Theory]
    [InlineData("--how cut --region us-east-1", "--how cut needs --local")]
    [InlineData("--how drain", "Name the region that is taken out")]
    [InlineData("--how drain --region mars-1 --local", "is none of us-east-1")]
    [InlineData("--how drain --region us-east-1 --rate 1000", "not a load test")]
    [InlineData("--how drain --region us-east-1 --url nowhere", "--url 'nowhere' is no URL")]
    public async Task A_mistake_is_told_before_anything_is_changed(string arguments, string why)
    {
        var (exitCode, text) = await CommandLineTests.RunAsync(Repository.Cli, ["drill", .. arguments.Split(' '), "--endpoint-url", regions.Host.Endpoint.ToString()]);

        Assert.Equal(2, exitCode);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }

    private async Task AssertIsAsBeforeAsync()
    {
        Assert.Equal("serving", await StateAsync());
        await regions.EventuallyAsync(async () => (await Task.WhenAll(All.Select(CountItemsAsync))).Sum() == 0, "the drill's items are gone everywhere");
    }

    private async Task<int> CountItemsAsync(string region)
    {
        var page = await regions.DynamoDb(region).ScanAsync(new ScanRequest
        {
            TableName = regions.Table,
            FilterExpression = "begins_with(pk, :p)",
            ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":p"] = new("datasync-drill/") },
            ConsistentRead = true,
        });
        return page.Count ?? 0;
    }

    private async Task<string> StateAsync()
    {
        var (_, text) = await CommandLineTests.RunAsync(Repository.Cli, ["serving", "--json", "--region", EuWest, "--endpoint-url", regions.Host.Endpoint.ToString()]);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.EnumerateArray().Single(r => r.GetProperty("region").GetString() == EuWest).GetProperty("state").GetString()!;
    }

    private Task<(int ExitCode, string Text)> DrainAsync(params string[] more) =>
        RunAsync(["--how", "drain", "--region", EuWest, "--endpoint-url", regions.Host.Endpoint.ToString(), .. more]);

    private async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        var run = await CommandLineTests.RunAsync(Repository.Cli, Arguments(arguments));
        output.WriteLine(run.Text);
        return run;
    }

    private string[] Arguments(string[] arguments) => ["drill", "--interval", "1s", "--threshold", "2", "--before", "3s", "--output", _folder.FullName, .. arguments];

    private JsonElement Report()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(_folder.GetFiles("*.json").Single().FullName));
        return json.RootElement.Clone();
    }
}
