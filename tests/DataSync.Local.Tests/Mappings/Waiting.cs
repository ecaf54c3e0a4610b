using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Local.Tests.Mappings;

/// <summary>Limits for waits that only a broken test reaches.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<T> InTimeAsync<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    public static Task InTimeAsync(this Task task) => task.WaitAsync(Limit);

    /// <summary>For what gives no signal: looks again as soon as others have had a turn.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>For what gives no signal: looks again as soon as others have had a turn.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

/// <summary>A clock that stands still and tells which timers were set on it, so that a test moves it only when somebody waits.</summary>
internal sealed class SignallingTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public SignallingTime()
        : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody set a timer of exactly this length; other timers set before it are passed over.</summary>
    public async Task SetAsync(TimeSpan due)
    {
        while (await _timers.Reader.ReadAsync().InTimeAsync() != due)
        {
        }
    }

    /// <summary>Waits until somebody set a timer of this length, then lets it pass.</summary>
    public async Task PassAsync(TimeSpan due)
    {
        await SetAsync(due);
        Advance(due);
    }
}
