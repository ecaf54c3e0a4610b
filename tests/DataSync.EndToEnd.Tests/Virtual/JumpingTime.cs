namespace DataSync.EndToEnd.Tests.Virtual;

/// <summary>The machine's time, with jumps ahead: timers that fall due in a jump fire at its end. Real processes can so live through days in minutes.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<JumpingTimer> _timers = [];
    private TimeSpan _ahead;

    /// <summary>How far this time is ahead of the machine's.</summary>
    public TimeSpan Ahead
    {
        get
        {
            lock (_lock)
            {
                return _ahead;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() => (System.GetElapsedTime(0) + Ahead).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Jump(TimeSpan time)
    {
        List<JumpingTimer> timers;
        lock (_lock)
        {
            _ahead += time;
            timers = [.. _timers];
        }

        timers.ForEach(timer => timer.Rearm());
    }

    private sealed class JumpingTimer : ITimer
    {
        private readonly JumpingTime _time;
        private readonly ITimer _inner;
        private readonly Lock _lock = new();
        private long? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public JumpingTimer(JumpingTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _inner = System.CreateTimer(
                _ =>
                {
                    Fired();
                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _time.GetTimestamp() + dueTime.Ticks;
            }

            Register(_due is not null);
            return _inner.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Rearm()
        {
            lock (_lock)
            {
                if (_due is { } due)
                {
                    _inner.Change(Left(due), Timeout.InfiniteTimeSpan);
                }
            }
        }

        public void Dispose()
        {
            Register(false);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Register(false);
            return _inner.DisposeAsync();
        }

        private void Fired()
        {
            bool goesOn;
            lock (_lock)
            {
                goesOn = _due is not null && _period != Timeout.InfiniteTimeSpan;
                _due = goesOn ? _time.GetTimestamp() + _period.Ticks : null;
                if (goesOn)
                {
                    _inner.Change(_period, Timeout.InfiniteTimeSpan);
                }
            }

            if (!goesOn)
            {
                Register(false);
            }
        }

        private TimeSpan Left(long due) => TimeSpan.FromTicks(Math.Max(0, due - _time.GetTimestamp()));

        private void Register(bool isArmed)
        {
            lock (_time._lock)
            {
                if (isArmed)
                {
                    _time._timers.Add(this);
                }
                else
                {
                    _time._timers.Remove(this);
                }
            }
        }
    }
}
