using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Health;

/// <summary>Virtual time that knows how many timers were made and how many still run, so that a test advances it when all but what hangs is done.</summary>
public sealed class CountingTime(FakeTimeProvider inner) : TimeProvider
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _madeCount;
    private int _liveCount;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, inner.CreateTimer(callback, state, dueTime, period));
        Count(made: 1, live: 1);
        return timer;
    }

    /// <summary>Completes when so many timers were made and so many of them run.</summary>
    public async Task UntilAsync(int made, int live)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_madeCount == made && _liveCount == live)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(HangGuard);
        }
    }

    private void Count(int made, int live)
    {
        lock (_lock)
        {
            _madeCount += made;
            _liveCount += live;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class Timer(CountingTime owner, ITimer timer) : ITimer
    {
        private int _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                owner.Count(made: 0, live: -1);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
