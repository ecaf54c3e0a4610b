namespace DataSync.Core.Serving;

/// <summary>Runs checks at the same time, each with the same time limit, which the whole run has then too.</summary>
/// <param name="checks">Each with a name of its own.</param>
/// <param name="timeLimit">The longest that one may take. What takes longer is broken, and is waited for no more.</param>
/// <param name="time">For limits and latencies.</param>
public sealed class HealthChecks(IReadOnlyList<IHealthCheck> checks, TimeSpan timeLimit, TimeProvider time)
{
    /// <summary>A result for each check, in order. Nothing that a check does makes this throw or wait longer than the limit.</summary>
    public Task<CheckResult[]> RunAsync() => Task.WhenAll(checks.Select(RunAsync));

    private async Task<CheckResult> RunAsync(IHealthCheck check)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(timeLimit, time);
        CheckOutcome outcome;
        try
        {
            // Waited for apart from what it listens to: a call that ignores its cancellation must not hold up the answer.
            outcome = await GuardAsync(check, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            outcome = new CheckOutcome(check.WhenBroken, $"It took longer than {(long)timeLimit.TotalMilliseconds} ms.");
        }

        return new CheckResult(check.Name, outcome, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    private static async Task<CheckOutcome> GuardAsync(IHealthCheck check, CancellationToken limit)
    {
        try
        {
            return await check.RunAsync(limit);
        }
        catch (Exception e) when (e is not OperationCanceledException || !limit.IsCancellationRequested)
        {
            return CheckOutcome.Broken(check.WhenBroken, "The check", e);
        }
    }
}
