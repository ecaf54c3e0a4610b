using System.Text.Json;
using DataSync.Local.Faults;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Serving;

/// <summary>Writers move from region to region, by the commands that a person gives.</summary>
[Collection(ServedRegionsCollection.Name)]
public sealed class FailoverTests(ServedRegions regions) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("failover-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Writers_move_to_another_region_and_back()
    {
        for (var i = 0; i < 10; i++)
        {
            await regions.PutAsync(UsEast, $"failover#{i}", "text");
        }

        var there = await FailoverAsync("run", UsEast, EuWest, "--yes", "--exec", "echo switched $DATASYNC_FAILOVER_FROM $DATASYNC_FAILOVER_TO");
        var applied = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => regions.TextAsync(EuWest, $"failover#{i}")));
        var between = await CliAsync("serving", "--json", "--region", UsEast);
        var back = await FailoverAsync("run", EuWest, UsEast, "--yes");
        var restored = await CliAsync("serving", "serve", "--region", EuWest);

        Assert.True(there.ExitCode == 0, there.Text);
        Assert.Contains("... switched us-east-1 eu-west-1", there.Text, StringComparison.Ordinal);
        Assert.Contains("The way back: datasync failover run --from eu-west-1 --to us-east-1 --yes", there.Text, StringComparison.Ordinal);
        Assert.All(applied, text => Assert.Equal("text", text));
        Assert.Equal(["draining", "serving", "serving"], States(between.Text));
        Assert.True(back.ExitCode == 0, back.Text);
        Assert.Contains("us-east-1 was draining and is set to serving.", back.Text, StringComparison.Ordinal);
        Assert.True(restored.ExitCode == 0, restored.Text);
        Assert.Equal(2, _folder.GetFiles("failover-*Z.json").Length);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_says_what_is_in_the_way()
    {
        var paused = await CliAsync("pause", ApSoutheast, "--from", EuWest, "--region", EuWest);

        var dry = await FailoverAsync("run", EuWest, ApSoutheast);
        var check = await FailoverAsync("check", EuWest, ApSoutheast, "--json");
        var plan = await FailoverAsync("plan", EuWest, ApSoutheast);
        var resumed = await CliAsync("resume", ApSoutheast, "--from", EuWest, "--region", EuWest);
        var now = await FailoverAsync("check", EuWest, ApSoutheast);

        Assert.Equal((0, 0), (paused.ExitCode, resumed.ExitCode));
        Assert.Equal((3, 3, 0), (dry.ExitCode, check.ExitCode, plan.ExitCode));
        Assert.Contains($"{ApSoutheast} is on hold in {EuWest}", dry.Text, StringComparison.Ordinal);
        Assert.Contains("This was a dry run: nothing was changed.", dry.Text, StringComparison.Ordinal);
        Assert.True(now.ExitCode == 0, now.Text);
        Assert.Equal(["serving", "serving", "serving"], States((await CliAsync("serving", "--json", "--region", UsEast)).Text));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task A_region_that_does_not_answer_is_left_and_fenced_when_it_comes_back()
    {
        var fault = new Fault(FaultKind.Error, ApSoutheast) { Target = "lambda" };
        regions.Host.Faults.Begin(fault);
        string[] arguments = ["--unplanned", "--yes", "--timeout", "5s"];

        var planned = await FailoverAsync("check", ApSoutheast, EuWest);
        var away = await FailoverAsync("run", ApSoutheast, EuWest, arguments);
        regions.Host.Faults.End(fault);
        var again = await FailoverAsync("run", ApSoutheast, EuWest, arguments);
        var state = await CliAsync("serving", "--json", "--region", UsEast);
        await CliAsync("serving", "serve", "--region", ApSoutheast);

        Assert.True(planned.ExitCode == 3, planned.Text);
        Assert.Contains("If it is lost, use --unplanned.", planned.Text, StringComparison.Ordinal);
        Assert.Equal(4, away.ExitCode);
        Assert.Contains($"Writers may write in {EuWest}, but {ApSoutheast} could not be fenced.", away.Text, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Text);
        Assert.Contains("Going on with", again.Text, StringComparison.Ordinal);
        Assert.Equal(["serving", "serving", "draining"], States(state.Text));
    }

    [Theory]
    [InlineData("failover check --from us-east-1 --to us-east-1", "are both us-east-1")]
    [InlineData("failover run --from us-east-1 --to mars-1 --region us-east-1", "'mars-1' is not a region")]
    [InlineData("serving drain --region us-east-1", "Say why: --reason TEXT")]
    [InlineData("serving drain --reason x", "Name the region")]
    public async Task A_mistake_is_told_before_anything_is_changed(string arguments, string why)
    {
        var (exitCode, text) = await CliAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> States(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(region => region.GetProperty("state").GetString())];
    }

    private Task<(int ExitCode, string Text)> FailoverAsync(string action, string from, string to, params string[] more) => CliAsync(
    [
        "failover", action, "--from", from, "--to", to, "--quiet", "2s",
        .. action == "run" ? new[] { "--state", Path.Combine(_folder.FullName, $"failover-{from}-{to}.json") } : [],
        .. more,
    ]);

    private Task<(int ExitCode, string Text)> CliAsync(params string[] arguments) =>
        CommandLineTests.RunAsync(Repository.Cli, [.. arguments, "--endpoint-url", regions.Host.Endpoint.ToString()]);
}
