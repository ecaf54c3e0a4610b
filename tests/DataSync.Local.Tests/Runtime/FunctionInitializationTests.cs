using DataSync.Local.Runtime;

namespace DataSync.Local.Tests.Runtime;

public sealed class FunctionInitializationTests
{
    [Fact]
    public async Task An_initialization_error_surfaces_in_the_functions_own_words()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("init-fail");

        var result = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.InitError, "InvalidOperationException"), (result.Status, result.ErrorType));
        Assert.Equal("DATASYNC_REGIONS is empty: name at least two regions.", result.ErrorMessage);
        Assert.Equal(0, pool.RunningCount);
    }

    [Fact]
    public async Task A_process_that_exits_before_it_asks_for_work_says_so_with_its_last_lines()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("exit-at-start");

        var result = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.InitError, "Runtime.ExitError"), (result.Status, result.ErrorType));
        Assert.Equal("Runtime exited with error: exit status 3", result.ErrorMessage);
        Assert.Equal("gone before the first invocation", result.LogTail);
    }

    [Fact]
    public async Task A_process_that_never_asks_for_work_is_given_ten_seconds()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("init-hang");
        var running = host.InvokeAsync(pool);
        await host.SeenAsync("initializing");

        host.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(running.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var result = await running;

        Assert.Equal((InvocationStatus.InitError, "Sandbox.Timedout"), (result.Status, result.ErrorType));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("echo") with { FileName = "no-such-bootstrap" });

        var result = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.InitError, "Runtime.InvalidEntrypoint"), (result.Status, result.ErrorType));
        Assert.Contains("no-such-bootstrap", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, pool.RunningCount);
    }

    [Fact]
    public async Task A_function_sees_what_Lambda_sets_and_little_of_the_host()
    {
        Environment.SetEnvironmentVariable("DATASYNC_HOST_SECRET", "x");
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("environment") with
        {
            MemorySizeMb = 128,
            Environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL_SQS"] = "http://127.0.0.1:1/" },
        });

        var lines = RuntimeHost.Text(await host.InvokeAsync(pool)).Split('\n');

        Assert.Contains("AWS_REGION=eu-west-1", lines);
        Assert.Contains("AWS_DEFAULT_REGION=eu-west-1", lines);
        Assert.Contains("AWS_LAMBDA_FUNCTION_NAME=Test-environment", lines);
        Assert.Contains("AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128", lines);
        Assert.Contains("_HANDLER=environment", lines);
        Assert.Contains("AWS_ENDPOINT_URL_SQS=http://127.0.0.1:1/", lines);
        Assert.Contains("DOTNET_GCHeapHardLimit=6000000", lines);
        Assert.DoesNotContain(lines, l => l.StartsWith("DATASYNC_HOST_SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_lines_arrive_whole_and_from_the_level_asked_for()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("log") with
        {
            Timeout = TimeSpan.FromHours(1),
            Environment = new Dictionary<string, string> { ["AWS_LAMBDA_LOG_LEVEL"] = "WARN" },
        });

        var result = await host.InvokeAsync(pool);
        await pool.DisposeAsync();

        Assert.True(result.Succeeded);
        Assert.Equal(400, host.Lines.Count);
        Assert.All(host.Lines, l => Assert.Matches($@"^\S+Z\t{result.RequestId}\twarn\twriter \d\\nline \d+ ([a-h])\1{{199}}$", l.Text));
        Assert.All(host.Lines, l => Assert.Equal(("Test-log", "eu-west-1", false), (l.Function, l.Region, l.IsError)));
    }
}
