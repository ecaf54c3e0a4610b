namespace DataSync.Core.Redrive;

/// <summary>Spreads letters over time: a token bucket that holds one second's worth.</summary>
/// <param name="ratePerSecond">Letters a second; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class SendPace(double? ratePerSecond, TimeProvider time)
{
    private const int LargestBatch = 10;

    private DateTimeOffset _freeAt = time.GetUtcNow();

    /// <summary>How many letters go at once: a slow pace is kept letter by letter.</summary>
    public int BatchSize => ratePerSecond is { } rate ? Math.Clamp((int)rate, 1, LargestBatch) : LargestBatch;

    /// <summary>Waits until so many letters may go.</summary>
    public async ValueTask WaitAsync(int count, CancellationToken cancellationToken)
    {
        if (ratePerSecond is not { } rate)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (_freeAt > now)
        {
            await Task.Delay(_freeAt - now, time, cancellationToken);
        }

        var oldest = now - TimeSpan.FromSeconds(1);
        _freeAt = (_freeAt < oldest ? oldest : _freeAt) + TimeSpan.FromSeconds(count / rate);
    }
}
