namespace DataSync.Core.Serving;

/// <summary>A region's health at one moment.</summary>
/// <param name="Status">The verdict on all of it.</param>
/// <param name="At">When the checks were done.</param>
/// <param name="Checks">What each of them found.</param>
public sealed record HealthReport(HealthStatus Status, DateTimeOffset At, IReadOnlyList<CheckResult> Checks)
{
    private const int Ok = 200;
    private const int ServiceUnavailable = 503;

    /// <summary>
    /// The verdict: draining whatever the checks say, else unhealthy when one failed, else degraded when one warns, else
    /// healthy.
    /// </summary>
    public static HealthReport Of(bool isDraining, DateTimeOffset at, IReadOnlyList<CheckResult> checks) =>
        new(isDraining ? HealthStatus.Draining : Judge(checks), at, checks);

    /// <summary>True when a check failed, drained or not.</summary>
    public bool HasFailed => Checks.Any(c => c.Outcome.Status == CheckStatus.Fail);

    /// <summary>200 for a region that users may be sent to, 503 for one that they must not.</summary>
    public int HttpStatusCode => Status switch
    {
        HealthStatus.Healthy or HealthStatus.Degraded => Ok,
        HealthStatus.Unhealthy or HealthStatus.Draining => ServiceUnavailable,
        _ => throw new InvalidOperationException($"The status {Status} is none."),
    };

    private static HealthStatus Judge(IReadOnlyList<CheckResult> checks)
    {
        var worst = checks.Select(c => c.Outcome.Status).DefaultIfEmpty(CheckStatus.Pass).Max();
        return worst switch
        {
            CheckStatus.Pass => HealthStatus.Healthy,
            CheckStatus.Warn => HealthStatus.Degraded,
            CheckStatus.Fail => HealthStatus.Unhealthy,
            _ => throw new InvalidOperationException($"The status {worst} is none."),
        };
    }
}
