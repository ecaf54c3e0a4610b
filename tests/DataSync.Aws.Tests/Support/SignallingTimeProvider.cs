using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Aws.Tests.Support;

/// <summary>Virtual time that tells when somebody starts to wait on it, so that a test knows when to advance it.</summary>
public sealed class SignallingTimeProvider() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Assert.True(_timers.Writer.TryWrite(dueTime));
        }

        return timer;
    }

    /// <summary>Completes once one more timer has been started. Fails, rather than hangs, when nobody ever waits.</summary>
    public async Task TimerStartedAsync() => await _timers.Reader.ReadAsync().AsTask().WaitAsync(HangGuard);
}
