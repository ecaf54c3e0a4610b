namespace DataSync.LocalAws.Sqs;

/// <summary>The receives that wait at one queue, and the timer that wakes them when a message turns visible. Guarded by the queue's lock.</summary>
/// <param name="time">Runs both kinds of wait.</param>
/// <param name="store">The messages waited for.</param>
/// <param name="onDue">Called without the lock when a message should have turned visible.</param>
internal sealed class QueueWaiters(TimeProvider time, MessageStore store, Action onDue)
{
    private readonly LinkedList<QueueWaiter> _waiters = [];
    private ITimer? _timer;
    private bool _isClosed;

    /// <summary>Waits until <paramref name="deadline"/> (UTC ticks) at the longest. The caller leaves by <see cref="Leave"/>, whatever happens.</summary>
    public LinkedListNode<QueueWaiter> Join(long now, long deadline, CancellationToken cancellationToken)
    {
        var node = _waiters.AddLast(new QueueWaiter(time, TimeSpan.FromTicks(deadline - now), cancellationToken));
        Schedule(now);
        return node;
    }

    /// <summary>The next in line is woken in its place: it may have been woken for a message and leave without it.</summary>
    public void Leave(LinkedListNode<QueueWaiter> node)
    {
        _waiters.Remove(node);
        node.Value.Dispose();
        Wake();
    }

    /// <summary>Wakes one receive if there is a message. A receive that leaves messages behind wakes the next.</summary>
    public void Wake()
    {
        if (_waiters.First is not { } first)
        {
            return;
        }

        if (store.HasNext)
        {
            // One already woken stays first until it runs; waking it twice does nothing.
            first.Value.Wake();
        }
        else
        {
            Schedule(time.GetUtcNow().UtcTicks);
        }
    }

    /// <summary>Wakes all for good: the queue is gone.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var waiter in _waiters)
        {
            waiter.Wake();
        }

        _timer?.Dispose();
    }

    private void Schedule(long now)
    {
        if (_isClosed || store.NextVisibleAt is not { } next)
        {
            return;
        }

        // Timers count in milliseconds: rounded up, so that the message is visible when the timer fires.
        var due = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, next - now) / (double)TimeSpan.TicksPerMillisecond));
        _timer ??= time.CreateTimer(static action => ((Action)action!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }
}
