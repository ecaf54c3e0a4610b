using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Aws.Tests.Support;

/// <summary>Virtual time that tells when somebody starts to wait on it, so that a test knows when to advance it.</summary>
public sealed class SignallingTimeProvider() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _timers = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _timers.Release();
        }

        return timer;
    }

    /// <summary>Completes once one more timer has been started.</summary>
    public async Task TimerStartedAsync() =>
        Assert.True(await _timers.WaitAsync(HangGuard), "Nobody waits on the clock.");

    public void Dispose() => _timers.Dispose();
}
