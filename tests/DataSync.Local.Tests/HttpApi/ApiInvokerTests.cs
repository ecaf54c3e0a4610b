using DataSync.Local.Hosting;
using DataSync.Local.HttpApi;
using DataSync.Local.Tests.Mappings;
using DataSync.Local.Tests.Runtime;

namespace DataSync.Local.Tests.HttpApi;

public sealed class ApiInvokerTests
{
    [Fact]
    public async Task Caller_waits_thirty_seconds_and_no_longer()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("hang") with { Timeout = TimeSpan.FromMinutes(15) });
        var invoker = new ApiInvoker(1, new InvocationGate(), host.Time);

        var waiting = invoker.InvokeAsync(pool, isReserved: false, "{}"u8.ToArray(), TimeSpan.FromSeconds(30), CancellationToken.None);
        await host.SeenAsync("hanging");
        host.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await waiting.InTimeAsync();

        Assert.Null(await waiting);
        Assert.Equal(1, pool.RunningCount);
    }

    [Fact]
    public async Task Call_above_the_host_s_own_limit_waits_for_its_turn()
    {
        await using var host = await RuntimeHost.StartAsync();
        var pool = host.Server.AddFunction(RuntimeHost.Function("echo") with { MaxConcurrency = 1 });
        var invoker = new ApiInvoker(1, new InvocationGate(), host.Time);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => invoker.InvokeAsync(pool, isReserved: false, "{}"u8.ToArray(), TimeSpan.FromSeconds(30), CancellationToken.None)));

        Assert.All(results, result => Assert.True(result!.Succeeded));
    }
}
