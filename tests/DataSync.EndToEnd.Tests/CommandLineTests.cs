using System.Diagnostics;
using Xunit.Abstractions;

namespace DataSync.EndToEnd.Tests;

[Collection(RegionsCollection.Name)]
public sealed class CommandLineTests(RunningRegions regions, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_demo_proves_that_all_regions_hold_the_same()
    {
        var (exitCode, text) = await RunAsync(Repository.Cli, ["local", "--demo", "--seconds", "12", "--rate", "40"]);

        output.WriteLine(text);
        Assert.Equal(0, exitCode);
        Assert.Contains("All 3 regions hold the same", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_names_what_would_run()
    {
        var (exitCode, text) = await RunAsync(Repository.Cli, ["local", "--plan", "--regions", "eu-west-1,eu-central-1"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("Region eu-central-1", text, StringComparison.Ordinal);
        Assert.Contains("datasync-Apply", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--regions eu-west-1,eu-west-1", "named once")]
    [InlineData("--template no-such.yaml", "no such file")]
    [InlineData("--parameter MaxAttempts", "NAME=VALUE")]
    [InlineData("--parameter MaxAttempts=0", "MaxAttempts")]
    [InlineData("--functions no-such.dll", "no such file")]
    [InlineData("--demo --seconds 1", "between 5 and 3600")]
    public async Task A_mistake_stops_the_start_with_its_reason(string arguments, string reason)
    {
        var (exitCode, text) = await RunAsync(Repository.Cli, ["local", .. arguments.Split(' ')]);

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_aws_cli_writes_in_one_region_and_reads_in_another()
    {
        Skip.If(FindOnPath("aws") is null, "skipped: the AWS CLI is not on PATH");
        await AwsAsync("dynamodb", "put-item", "--region", "us-east-1", "--table-name", regions.Table, "--item", """{"pk":{"S":"cli"},"text":{"S":"from the command line"}}""");

        await regions.EverywhereAsync("cli", "from the command line");
        var read = await AwsAsync("dynamodb", "get-item", "--region", "ap-southeast-1", "--table-name", regions.Table, "--key", """{"pk":{"S":"cli"}}""");

        Assert.Contains("from the command line", read, StringComparison.Ordinal);
    }

    private async Task<string> AwsAsync(params string[] arguments)
    {
        var (exitCode, text) = await RunAsync("aws", [.. arguments, "--endpoint-url", regions.Host.Endpoint.ToString()]);
        Assert.True(exitCode == 0, text);
        return text;
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(string program, IEnumerable<string> arguments)
    {
        var isManaged = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isManaged ? "dotnet" : program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.Root };
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        foreach (var argument in isManaged ? arguments.Prepend(program) : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var standard = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await standard + await error);
    }

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
}
