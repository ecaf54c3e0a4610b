using System.Diagnostics;
using System.Text.Json;
using DataSync.Local.Runtime;

namespace DataSync.Local.Tests.Runtime;

public sealed class FunctionPoolTests
{
    [Fact]
    public async Task An_answer_comes_back_byte_for_byte()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("echo");

        var result = await host.InvokeAsync(pool, """{"text":"grüße \u0000"}""");

        Assert.Equal(InvocationStatus.Succeeded, result.Status);
        Assert.Equal("""{"text":"grüße \u0000"}""", RuntimeHost.Text(result));
        Assert.Null(result.ErrorType);
    }

    [Fact]
    public async Task A_process_is_kept_for_the_next_invocation()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("pid");

        var first = await host.InvokeAsync(pool);
        var second = await host.InvokeAsync(pool);

        Assert.Equal(RuntimeHost.Text(first), RuntimeHost.Text(second));
        Assert.Equal((1, 0), (pool.ProcessCount, pool.RunningCount));
    }

    [Fact]
    public async Task A_function_sees_its_name_limits_deadline_and_trace()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("context") with { Timeout = TimeSpan.FromHours(1), MemorySizeMb = 256 });

        var result = await host.InvokeAsync(pool);

        var seen = RuntimeHost.Text(result).Split('|');
        Assert.Equal(["Test-context", "arn:aws:lambda:eu-west-1:123456789012:function:Test-context", "256"], seen[..3]);
        Assert.InRange(int.Parse(seen[3]), 3300, 3600);
        Assert.Equal(["True", result.RequestId], seen[4..]);
    }

    [Fact]
    public async Task An_exception_fails_the_invocation_and_keeps_the_process()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("throw");

        var result = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.Unhandled, "ArgumentException", "no such item"), (result.Status, result.ErrorType, result.ErrorMessage));
        using var payload = JsonDocument.Parse(result.Payload);
        Assert.NotEqual(0, payload.RootElement.GetProperty("stackTrace").GetArrayLength());
        Assert.Equal("FormatException", payload.RootElement.GetProperty("cause").GetProperty("errorType").GetString());
        Assert.Equal(1, pool.ProcessCount);
    }

    [Fact]
    public async Task A_process_that_exits_fails_its_invocation_with_all_it_wrote()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("exit");

        var result = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.Unhandled, "Runtime.ExitError"), (result.Status, result.ErrorType));
        Assert.Equal($"RequestId: {result.RequestId} Error: Runtime exited with error: exit status 7", result.ErrorMessage);
        Assert.Contains("leaving", result.LogTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_process_is_replaced()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("exit-when-told");

        var before = await host.InvokeAsync(pool, "1");
        var crash = await host.InvokeAsync(pool, "\"exit\"");
        var after = await host.InvokeAsync(pool, "2");

        Assert.Equal([true, false, true], [before.Succeeded, crash.Succeeded, after.Succeeded]);
    }

    [Fact]
    public async Task An_invocation_that_takes_too_long_fails_and_its_process_is_ended()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("hang");
        var running = host.InvokeAsync(pool);
        await host.SeenAsync("hanging");

        host.Time.Advance(TimeSpan.FromSeconds(3));
        var result = await running;

        Assert.Equal((InvocationStatus.Timeout, "Sandbox.Timedout"), (result.Status, result.ErrorType));
        Assert.EndsWith("Task timed out after 3.00 seconds", result.ErrorMessage, StringComparison.Ordinal);
        Assert.False(pool.KillOne());
    }

    [Fact]
    public async Task A_timeout_ends_what_the_function_started_too()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("child");
        var running = host.InvokeAsync(pool);
        await host.SeenAsync("hanging");

        // The result comes when all output has ended: with a child left over, only when that ends.
        host.Time.Advance(TimeSpan.FromSeconds(3));
        var result = await running;

        Assert.Equal(InvocationStatus.Timeout, result.Status);
    }

    [Theory]
    [InlineData(128, false)]
    [InlineData(512, true)]
    public async Task A_function_has_the_memory_it_is_configured_with_and_no_more(int memorySizeMb, bool succeeds)
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("allocate") with { MemorySizeMb = memorySizeMb });

        var result = await host.InvokeAsync(pool, "200");

        Assert.Equal(succeeds, result.Succeeded);
        Assert.Equal(succeeds ? null : "OutOfMemoryException", result.ErrorType);
    }

    [Fact]
    public async Task Reserved_concurrency_of_zero_throttles_every_invocation_and_starts_nothing()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("echo") with { MaxConcurrency = 0 });

        var result = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.Throttled, 0), (result.Status, pool.ProcessCount));
    }

    [Fact]
    public async Task A_kill_in_mid_invocation_looks_like_a_crash()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("hang");
        var running = host.InvokeAsync(pool);
        await host.SeenAsync("hanging");

        var killed = pool.KillOne();
        var result = await running;

        Assert.True(killed);
        Assert.Equal((InvocationStatus.Unhandled, "Runtime.ExitError"), (result.Status, result.ErrorType));
        Assert.EndsWith("signal: killed", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_invocations_than_environments_are_throttled()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("hang") with { MaxConcurrency = 1 });
        var first = host.InvokeAsync(pool);

        var second = await host.InvokeAsync(pool);

        Assert.Equal((InvocationStatus.Throttled, "TooManyRequestsException"), (second.Status, second.ErrorType));
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task Concurrent_invocations_have_a_process_each()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("hang");
        var running = new[] { host.InvokeAsync(pool), host.InvokeAsync(pool) };
        await host.SeenAsync("hanging");

        Assert.Equal((2, 2), (pool.ProcessCount, pool.RunningCount));

        await pool.DisposeAsync();
        Assert.All(await Task.WhenAll(running), r => Assert.False(r.Succeeded));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_fails_the_invocation_only()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("large");

        var first = await host.InvokeAsync(pool);
        var second = await host.InvokeAsync(pool);

        Assert.Equal(("Function.ResponseSizeTooLarge", "Function.ResponseSizeTooLarge"), (first.ErrorType, second.ErrorType));
        Assert.Equal(1, pool.ProcessCount);
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_does_not_stop_the_function()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("hang");
        using var impatience = new CancellationTokenSource();
        var waiting = pool.InvokeAsync(RuntimeHost.Json("{}"), impatience.Token);
        await host.SeenAsync("hanging");

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, pool.RunningCount);
    }

    [Fact]
    public async Task Nothing_runs_after_the_server_is_disposed()
    {
        var host = await RuntimeHost.StartAsync();
        var warm = await host.InvokeAsync(host.Add("pid"));
        var running = host.InvokeAsync(host.Add("hang"));
        await host.SeenAsync("hanging");

        await host.DisposeAsync();

        Assert.False((await running).Succeeded);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(int.Parse(RuntimeHost.Text(warm))));
    }

    [Fact]
    public async Task A_typed_handler_answers_in_the_wire_shape()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Add("typed");

        var result = await host.InvokeAsync(pool, """{"Records":[{"messageId":"m-1","body":"x"},{"messageId":"m-2","body":"y"}]}""");

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m-1"},{"itemIdentifier":"m-2"}]}""", RuntimeHost.Text(result));
    }
}
