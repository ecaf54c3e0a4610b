using System.Diagnostics;
using DataSync.Cli.Local;

namespace DataSync.Benchmarks.Local;

/// <summary>What a load did.</summary>
/// <param name="Count">Writes.</param>
/// <param name="Elapsed">Until the last was answered.</param>
/// <param name="Latencies">Of each write, from the request to its answer.</param>
internal sealed record LoadResult(int Count, TimeSpan Elapsed, LagSamples Latencies)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;
}

/// <summary>Two ways to put load on something.</summary>
internal static class Load
{
    private const int Window = 200_000;
    private const int MaxUnanswered = 256;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    /// <summary>Begins writes at a steady rate whether or not the earlier ones are answered, so that a slow answer hides none of the waiting behind it.</summary>
    public static async Task<LoadResult> SteadyAsync(double rate, TimeSpan duration, Func<int, Task> write)
    {
        var latencies = new LagSamples(Window);
        using var slots = new SemaphoreSlim(MaxUnanswered);
        using var timer = new PeriodicTimer(Tick);
        var tasks = new List<Task>();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < duration)
        {
            var due = (int)(elapsed.TotalSeconds * rate);
            while (tasks.Count < due)
            {
                await slots.WaitAsync();
                tasks.Add(OneAsync(tasks.Count, write, latencies, slots));
            }

            await timer.WaitForNextTickAsync();
        }

        await Task.WhenAll(tasks);
        return new LoadResult(tasks.Count, Stopwatch.GetElapsedTime(start), latencies);
    }

    /// <summary>Does a number of writes as fast as it goes, so many at a time.</summary>
    public static async Task<LoadResult> FullAsync(int count, int writers, Func<int, Task> write)
    {
        var latencies = new LagSamples(Window);
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            int index;
            while ((index = Interlocked.Increment(ref next)) < count)
            {
                await OneAsync(index, write, latencies, slots: null);
            }
        })));
        return new LoadResult(count, Stopwatch.GetElapsedTime(start), latencies);
    }

    private static async Task OneAsync(int index, Func<int, Task> write, LagSamples latencies, SemaphoreSlim? slots)
    {
        try
        {
            var start = Stopwatch.GetTimestamp();
            await write(index);
            latencies.Add(Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            slots?.Release();
        }
    }
}
