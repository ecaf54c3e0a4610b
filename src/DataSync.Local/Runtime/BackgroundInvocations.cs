using System.Collections.Concurrent;
using DataSync.Local.Mappings;

namespace DataSync.Local.Runtime;

/// <summary>
/// Asynchronous invocations (<c>Event</c>). One that fails is tried twice more, after one and two minutes, or as often as the function says; one that is
/// throttled, for hours.
/// </summary>
internal sealed class BackgroundInvocations(TimeProvider time, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Start(FunctionPool pool, byte[] payload)
    {
        var run = RunAsync(pool, payload);
        _running.TryAdd(run, true);
        _ = run.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Waits for those that are under way; they end soon once the server stops.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Keys);

    private async Task RunAsync(FunctionPool pool, byte[] payload)
    {
        try
        {
            await AsynchronousInvocation.RunAsync(
                async () => (await pool.InvokeAsync(payload, stopping)).Status switch
                {
                    InvocationStatus.Succeeded => InvocationOutcome.Succeeded,
                    InvocationStatus.Throttled => InvocationOutcome.Throttled,
                    _ => InvocationOutcome.Failed,
                },
                pool.Function.AsyncRetries,
                pool.Function.AsyncMaximumAge,
                time,
                failed: () => { },
                stopping);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops; what Lambda would still try has nobody to run it.
        }
    }
}
