namespace DataSync.Cli.Demo;

/// <summary>Writes at a rate.</summary>
internal static class Steadily
{
    /// <summary>Writes until cancelled; the write under way is finished. One that falls behind does not catch up in a burst: the rate is an upper bound.</summary>
    public static async Task RunAsync(Func<CancellationToken, Task> write, double rate, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await write(CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The demo's time is over; the write under way was finished.
        }
    }
}
