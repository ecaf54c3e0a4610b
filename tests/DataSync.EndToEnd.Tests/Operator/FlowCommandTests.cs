using System.Text.Json;
using static DataSync.EndToEnd.Tests.RunningRegions;

namespace DataSync.EndToEnd.Tests.Operator;

/// <summary>The commands as a person or a script starts them.</summary>
[Collection(OperatedRegionsCollection.Name)]
public sealed class FlowCommandTests(OperatedRegions regions)
{
    [Fact]
    public async Task A_pause_says_how_to_resume_and_a_resume_undoes_it()
    {
        var paused = await CliAsync("pause", EuWest, "--from", ApSoutheast);
        var resumed = await CliAsync("resume", EuWest, "--from", ApSoutheast, "--json");

        Assert.Equal(0, paused.ExitCode);
        Assert.Contains($"What is written in {ApSoutheast} is held there for {EuWest}.", paused.Text, StringComparison.Ordinal);
        Assert.Contains($"To resume: datasync resume {EuWest} --from {ApSoutheast}", paused.Text, StringComparison.Ordinal);
        Assert.Equal(0, resumed.ExitCode);
        using var json = JsonDocument.Parse(resumed.Text);
        Assert.True(json.RootElement.GetProperty("steps")[0].GetProperty("isChanged").GetBoolean());
    }

    [Fact]
    public async Task A_trace_tells_by_its_exit_code_whether_all_is_the_same()
    {
        await regions.PutAsync(UsEast, "command", "text");
        await regions.EverywhereAsync("command", "text");

        var same = await CliAsync("trace", "command", "--json");
        var wrong = await CliAsync("trace", """{"id":{"S":"command"}}""");

        Assert.True(same.ExitCode == 0, same.Text);
        using var json = JsonDocument.Parse(same.Text);
        Assert.True(json.RootElement.GetProperty("verdict").GetProperty("isSame").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("regions").GetArrayLength());
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("Its key is pk (S)", wrong.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_whose_time_is_up_has_an_exit_code_of_its_own()
    {
        var tooShort = await CliAsync("drain", UsEast, "--timeout", "1s", "--quiet", "1h");
        var noDuration = await CliAsync("drain", UsEast, "--timeout", "soon");

        Assert.Equal(6, tooShort.ExitCode);
        Assert.Contains("is not drained", tooShort.Text, StringComparison.Ordinal);
        Assert.NotEqual(0, noDuration.ExitCode);
        Assert.Contains("'soon' is no duration", noDuration.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pause mars-1", "'mars-1' is not a region of this deployment")]
    [InlineData("pause eu-west-1 --from eu-west-1", "what it sends to others is --outgoing")]
    [InlineData("trace --object a --entity nothing", "--entity 'nothing'")]
    [InlineData("trace a --messages 0", "between 1 and 10000")]
    public async Task A_mistake_is_told_before_anything_is_changed(string arguments, string why)
    {
        var (exitCode, text) = await CliAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(why, text, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Text)> CliAsync(params string[] arguments) =>
        CommandLineTests.RunAsync(Repository.Cli, [.. arguments, "--region", UsEast, "--endpoint-url", regions.Host.Endpoint.ToString()]);
}
