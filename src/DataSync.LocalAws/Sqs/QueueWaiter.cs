namespace DataSync.LocalAws.Sqs;

/// <summary>One receive that waits for a message: until it is woken, its time is up, or its caller leaves.</summary>
internal sealed class QueueWaiter : IDisposable
{
    // Continuations run elsewhere: whoever wakes a waiter may hold the queue's lock.
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    public QueueWaiter(TimeProvider time, TimeSpan wait, CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(static state => ((QueueWaiter)state!).Wake(), this, wait, Timeout.InfiniteTimeSpan);
        _registration = cancellationToken.Register(static (state, token) => ((QueueWaiter)state!)._woken.TrySetCanceled(token), this);
    }

    /// <summary>Ends on waking or on time; is cancelled with the caller.</summary>
    public Task Completion => _woken.Task;

    public void Wake() => _woken.TrySetResult();

    public void Dispose()
    {
        _timer.Dispose();
        _registration.Dispose();
    }
}
