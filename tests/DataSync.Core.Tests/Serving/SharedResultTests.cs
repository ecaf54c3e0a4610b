using DataSync.Core.Serving;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class SharedResultTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private int _runCount;

    [Fact]
    public async Task All_who_ask_at_once_share_one_run()
    {
        var gate = new TaskCompletionSource();
        var shared = Make(async () =>
        {
            await gate.Task;
            return ++_runCount;
        });
        var all = Enumerable.Range(0, 200).Select(_ => shared.GetAsync(default)).ToArray();

        gate.SetResult();
        var answers = await Task.WhenAll(all);

        Assert.All(answers, a => Assert.Equal(1, a.Value));
    }

    [Fact]
    public async Task A_result_is_given_out_for_the_period_and_then_made_anew()
    {
        var shared = Make(() => Task.FromResult(++_runCount));
        await shared.GetAsync(default);

        _time.Advance(Period - TimeSpan.FromTicks(1));
        var late = await shared.GetAsync(default);
        _time.Advance(TimeSpan.FromTicks(1));
        var later = await shared.GetAsync(default);

        Assert.Equal((1, Period - TimeSpan.FromTicks(1)), late);
        Assert.Equal((2, TimeSpan.Zero), later);
    }

    [Fact]
    public async Task The_period_begins_when_the_work_is_done()
    {
        var gate = new TaskCompletionSource();
        var shared = Make(async () =>
        {
            await gate.Task;
            return ++_runCount;
        });
        var first = shared.GetAsync(default);
        _time.Advance(Period * 2);
        gate.SetResult();
        await first;

        var second = await shared.GetAsync(default);

        Assert.Equal((1, TimeSpan.Zero), second);
    }

    [Fact]
    public async Task Work_that_throws_is_done_anew_for_who_asks_next()
    {
        var shared = Make(() => ++_runCount == 1 ? throw new InvalidOperationException("first") : Task.FromResult(_runCount));
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.GetAsync(default));

        var second = await shared.GetAsync(default);

        Assert.Equal(2, second.Value);
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_end_the_work_of_the_others()
    {
        var gate = new TaskCompletionSource();
        var shared = Make(async () =>
        {
            await gate.Task;
            return ++_runCount;
        });
        var first = shared.GetAsync(default);
        using var impatient = new CancellationTokenSource();
        var second = shared.GetAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        gate.SetResult();

        Assert.Equal(1, (await first).Value);
    }

    private SharedResult<int> Make(Func<Task<int>> make) => new(make, Period, _time);
}
