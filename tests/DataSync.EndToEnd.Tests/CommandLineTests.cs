using System.Diagnostics;
using System.Globalization;
using DataSync.Tests.Shared;
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
        Assert.Matches("All 3 regions hold the same [0-9]+ items", text);
        Assert.Matches("All 3 regions hold the same [0-9]+ objects", text);
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
    [InlineData("--fault cut:mars", "region 'mars' is none of us-east-1")]
    [InlineData("--chaos 1", "--chaos needs --demo")]
    [InlineData("--endpoint-url localhost:4566", "--endpoint-url 'localhost:4566' must be the address of a server")]
    [InlineData("--endpoint-url-sqs https://sqs.eu-west-1.amazonaws.com", "is AWS itself")]
    [InlineData("--endpoint-url-s3 http://127.0.0.1:1", "http://127.0.0.1:1/ (--endpoint-url-s3) does not answer")]
    [InlineData("--endpoint-url-dynamodb http://127.0.0.1:1", "http://127.0.0.1:1/ (--endpoint-url-dynamodb) does not answer")]
    public async Task A_mistake_stops_the_start_with_its_reason(string arguments, string reason)
    {
        var (exitCode, text) = await RunAsync(Repository.Cli, ["local", .. arguments.Split(' ')]);

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_aws_cli_writes_in_one_region_and_reads_in_another()
    {
        Skip.If(ServerProcess.FindOnPath("aws") is null, "skipped: the AWS CLI is not on PATH");
        await AwsAsync("dynamodb", "put-item", "--region", "us-east-1", "--table-name", regions.Table, "--item", """{"pk":{"S":"cli"},"text":{"S":"from the command line"}}""");

        await regions.EverywhereAsync("cli", "from the command line");
        var read = await AwsAsync("dynamodb", "get-item", "--region", "ap-southeast-1", "--table-name", regions.Table, "--key", """{"pk":{"S":"cli"}}""");

        Assert.Contains("from the command line", read, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_demo_proves_it_on_a_moto_server_that_already_runs()
    {
        var program = ServerProcess.FindOnPath("moto_server");
        Skip.If(program is null, "skipped: moto_server is not on PATH");
        await using var moto = await ServerProcess.StartAsync(program!, "-H", "127.0.0.1", "-p", "{port}");
        string[] arguments = ["local", "--demo", "--seconds", "5", "--rate", "6", "--regions", "eu-west-1,us-east-1", "--endpoint-url", moto.Endpoint.ToString()];

        var run = await RunAsync(Repository.Cli, arguments);

        output.WriteLine(run.Text);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("All 2 regions hold the same", run.Text, StringComparison.Ordinal);
    }

    private async Task<string> AwsAsync(params string[] arguments)
    {
        var (exitCode, text) = await RunAsync("aws", [.. arguments, "--endpoint-url", regions.Host.Endpoint.ToString()]);
        Assert.True(exitCode == 0, text);
        return text;
    }

    /// <summary>Does what Ctrl-C does. Where a shell started the tests in the background, all its processes ignore that signal, and SIGTERM, which means the same, takes its place.</summary>
    internal static async Task InterruptAsync(Process process)
    {
        const long Interrupt = 1 << 1;
        var status = $"/proc/{process.Id}/status";
        var ignored = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        var isIgnored = ignored is not null && (long.Parse(ignored["SigIgn:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & Interrupt) != 0;
        using var kill = Process.Start("kill", [isIgnored ? "-TERM" : "-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    internal static async Task<(int ExitCode, string Text)> RunAsync(string program, IEnumerable<string> arguments, Func<Process, Task>? meanwhile = null)
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
            if (meanwhile is not null)
            {
                await meanwhile(process);
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await standard + await error);
    }
}
