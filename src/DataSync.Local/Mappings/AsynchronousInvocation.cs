namespace DataSync.Local.Mappings;

/// <summary>Lambda's rules for an event that nobody waits for: errors are tried again a few times, throttles for as long as the event is young enough.</summary>
internal static class AsynchronousInvocation
{
    /// <summary>How old an event may get, unless the function says otherwise.</summary>
    public static readonly TimeSpan DefaultMaximumAge = TimeSpan.FromHours(6);

    private static readonly TimeSpan[] RetryWaits = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];
    private static readonly TimeSpan LongestThrottleWait = TimeSpan.FromMinutes(5);

    /// <summary>Retries that Lambda allows at most.</summary>
    public static int MaximumRetries => RetryWaits.Length;

    /// <summary>Invokes until it succeeds (true) or the event is dropped (false). <paramref name="failed"/> is told of every failure of the function.</summary>
    public static async Task<bool> RunAsync(
        Func<Task<InvocationOutcome>> invoke, int retries, TimeSpan maximumAge, TimeProvider time, Action failed, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + maximumAge;
        var errors = 0;
        var throttles = 0;
        while (true)
        {
            var outcome = await invoke();
            if (outcome == InvocationOutcome.Succeeded)
            {
                return true;
            }

            if (outcome == InvocationOutcome.Failed)
            {
                failed();
                if (errors == Math.Min(retries, MaximumRetries))
                {
                    return false;
                }
            }

            var wait = outcome == InvocationOutcome.Failed ? RetryWaits[errors++] : ThrottleWait(++throttles);
            if (time.GetUtcNow() + wait > end)
            {
                return false;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>From one second, doubling, to five minutes.</summary>
    private static TimeSpan ThrottleWait(int throttles)
    {
        var wait = TimeSpan.FromSeconds(1L << Math.Min(throttles - 1, 10));
        return wait < LongestThrottleWait ? wait : LongestThrottleWait;
    }
}
