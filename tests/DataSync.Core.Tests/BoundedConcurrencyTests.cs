using CsCheck;
using Xunit;

namespace DataSync.Core.Tests;

public class BoundedConcurrencyTests
{
    [Fact]
    public void Every_index_runs_once_and_in_order_when_work_does_not_wait() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 9]).Sample((count, limit) =>
        {
            var seen = new List<int>();

            var run = BoundedConcurrency.ForEachAsync(count, limit, i =>
            {
                seen.Add(i);
                return ValueTask.CompletedTask;
            });

            Assert.True(run.IsCompletedSuccessfully);
            Assert.Equal(Enumerable.Range(0, count), seen);
        });

    [Fact]
    public async Task No_more_than_the_limit_are_unfinished_at_a_time()
    {
        var gates = Enumerable.Range(0, 7).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var started = Enumerable.Range(0, 7).Select(_ => new TaskCompletionSource()).ToArray();
        int running = 0, most = 0;

        var run = BoundedConcurrency.ForEachAsync(7, 3, async i =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            started[i].SetResult();
            await gates[i].Task;
            Interlocked.Decrement(ref running);
        });
        for (var i = 0; i < 7; i++)
        {
            await started[i].Task;
            Assert.False(run.IsCompleted);
            gates[i].SetResult();
        }

        await run;
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task The_first_exception_ends_the_run()
    {
        var seen = new List<int>();

        var run = BoundedConcurrency.ForEachAsync(100, 4, i =>
        {
            seen.Add(i);
            return i == 2 ? throw new InvalidOperationException("two") : ValueTask.CompletedTask;
        });

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await run);
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public async Task What_was_started_finishes_before_an_exception_comes_out()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isFinished = false;

        var run = BoundedConcurrency.ForEachAsync(10, 2, async i =>
        {
            if (i == 1)
            {
                throw new InvalidOperationException("one");
            }

            await gate.Task;
            isFinished = true;
        }).AsTask();

        Assert.False(run.IsCompleted);
        gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => run);
        Assert.True(isFinished);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Somebody else raised it: look again.
        }
    }
}
