namespace DataSync.Core;

/// <summary>How long to wait before something is tried again.</summary>
public static class Backoff
{
    /// <summary>The longest a queue can hold a message back.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(15);

    /// <summary>For a failed attempt: two seconds, doubled each time, at most <see cref="MaxDelay"/>.</summary>
    public static TimeSpan ForAttempt(int attemptCount) =>
        TimeSpan.FromSeconds(Math.Min(MaxDelay.TotalSeconds, Math.Pow(2, Math.Clamp(attemptCount, 1, 20))));

    /// <summary>For something that waits for others: half of the time waited so far, between one second and one minute.</summary>
    public static TimeSpan ForWait(TimeSpan waited) =>
        TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(waited.TotalSeconds / 2), 1, 60));
}
