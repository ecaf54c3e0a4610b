using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Local.Tests.Runtime;

/// <summary>Virtual time that starts now (function processes compare deadlines with the real clock) and tells when a timer has been set.</summary>
internal sealed class SignallingTimeProvider() : FakeTimeProvider(DateTimeOffset.UtcNow)
{
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _timers = new();

    /// <summary>Completes once a timer of this length has been set.</summary>
    public Task TimerSetAsync(TimeSpan dueTime) => Signal(dueTime).Task.WaitAsync(TimeSpan.FromMinutes(2));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Signal(dueTime).TrySetResult();
        return timer;
    }

    private TaskCompletionSource Signal(TimeSpan dueTime) =>
        _timers.GetOrAdd(dueTime, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
