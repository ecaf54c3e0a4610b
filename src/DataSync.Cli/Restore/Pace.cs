namespace DataSync.Cli.Restore;

/// <summary>Spreads work of several workers over time, evenly; what was not used is lost.</summary>
/// <param name="ratePerSecond">How often a second; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double? ratePerSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _next = time.GetUtcNow();

    /// <summary>Waits for its turn.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (ratePerSecond is not { } rate)
        {
            return;
        }

        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var turn = _next > now ? _next : now;
            _next = turn + TimeSpan.FromSeconds(1 / rate);
            wait = turn - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
