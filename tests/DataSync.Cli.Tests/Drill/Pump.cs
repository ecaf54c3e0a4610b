using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Cli.Tests.Drill;

/// <summary>Runs asynchronous work on this thread alone, on a time that goes on whenever there is nothing left to do: the same in every run.</summary>
internal sealed class Pump : SynchronizationContext
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    public T Run<T>(Func<Task<T>> work)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = work();
            var end = Time.GetUtcNow() + TimeSpan.FromHours(2);
            while (!task.IsCompleted && Time.GetUtcNow() < end)
            {
                while (_queue.TryDequeue(out var next))
                {
                    next.Callback(next.State);
                }

                if (!task.IsCompleted)
                {
                    Time.Advance(Step);
                }
            }

            Assert.True(task.IsCompleted, "It never came to an end.");
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
