using DataSync.Local.Mappings;
using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Mappings;

public sealed class QueueMappingTests
{
    [Fact]
    public async Task Messages_of_a_successful_batch_are_deleted()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send("a", "b");
        await fixture.Mapping.StartAsync();

        var call = await fixture.Function.NextAsync();
        call.Succeed();
        await fixture.Queue.DeletedAsync("a b");

        Assert.Equal("a b", call.Ids);
    }

    [Fact]
    public async Task Reported_messages_stay_invisible_and_the_others_are_deleted()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send("a", "b", "c");
        await fixture.Mapping.StartAsync();

        (await fixture.Function.NextAsync()).Report("b");
        await fixture.Queue.DeletedAsync("a c");
        var counts = await fixture.SettledAsync();

        Assert.Equal((2, 1, 1, 0), (counts.Records, counts.Failures, counts.FailedItems, counts.Pending));
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"unknown"}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""")]
    [InlineData("broken")]
    public async Task Answer_that_names_no_message_of_the_batch_returns_all_of_it(string answer)
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send("a", "b");
        await fixture.Mapping.StartAsync();

        (await fixture.Function.NextAsync()).Succeed(answer);
        var counts = await fixture.SettledAsync();

        Assert.Equal(("", 2, 0), (fixture.Queue.Deleted, counts.FailedItems, counts.Records));
    }

    [Fact]
    public async Task Exception_returns_the_whole_batch()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send("a", "b");
        await fixture.Mapping.StartAsync();

        (await fixture.Function.NextAsync()).Fail();
        var counts = await fixture.SettledAsync();

        Assert.Equal(("", 2), (fixture.Queue.Deleted, counts.FailedItems));
    }

    [Fact]
    public async Task Batches_run_beside_each_other_up_to_the_maximum_concurrency()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchSize = 1, MaximumConcurrency = 2 });
        fixture.Queue.Send("a", "b", "c");
        await fixture.Mapping.StartAsync();

        var first = await fixture.Function.NextAsync();
        var second = await fixture.Function.NextAsync();
        Assert.Equal((2, 2), (fixture.Function.Count, fixture.Mapping.Counts.InFlight));
        second.Succeed();
        var third = await fixture.Function.NextAsync();

        Assert.Equal(["a", "b", "c"], new[] { first.Ids, second.Ids, third.Ids }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Mapping_starts_with_five_batches_at_a_time_and_grows_with_success()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchSize = 1 });
        fixture.Queue.Send("1", "2", "3", "4", "5", "6", "7", "8");
        await fixture.Mapping.StartAsync();
        var calls = new List<ScriptedCall>();
        for (var i = 0; i < 5; i++)
        {
            calls.Add(await fixture.Function.NextAsync());
        }

        var before = fixture.Function.Count;
        calls[0].Succeed();
        _ = await fixture.Function.NextAsync();
        _ = await fixture.Function.NextAsync();

        Assert.Equal((5, 6), (before, fixture.Mapping.Counts.InFlight));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Failed_invocation_lowers_concurrency_unless_failures_are_reported(bool reports, int expected)
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchSize = 1, MaximumConcurrency = 2, ReportsBatchItemFailures = reports });
        fixture.Queue.Send("1", "2", "3", "4");
        await fixture.Mapping.StartAsync();
        var calls = new[] { await fixture.Function.NextAsync(), await fixture.Function.NextAsync() };

        calls[0].Fail();
        if (!reports)
        {
            // One is allowed now, and the other call is that one.
            calls[1].Fail();
        }

        _ = await fixture.Function.NextAsync();

        Assert.Equal(expected, fixture.Mapping.Counts.InFlight);
    }

    [Fact]
    public async Task Cap_of_the_host_is_stronger_than_the_mappings_own()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchSize = 1, MaximumConcurrency = 5 }, cap: 1);
        fixture.Queue.Send("a", "b");
        await fixture.Mapping.StartAsync();

        var first = await fixture.Function.NextAsync();
        Assert.Equal(1, fixture.Function.Count);
        first.Succeed();

        Assert.Equal("b", (await fixture.Function.NextAsync()).Ids);
    }

    [Fact]
    public async Task Window_collects_until_it_ends()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchWindow = TimeSpan.FromSeconds(3) });
        fixture.Queue.Send("a");
        await fixture.Mapping.StartAsync();
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(0, fixture.Function.Count);

        fixture.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("a", (await fixture.Function.NextAsync()).Ids);
    }

    [Fact]
    public async Task Full_batch_does_not_wait_for_the_window()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchSize = 2, BatchWindow = TimeSpan.FromSeconds(3) });
        fixture.Queue.Send("a");
        await fixture.Mapping.StartAsync();
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(3));

        fixture.Queue.Send("b");

        Assert.Equal("a b", (await fixture.Function.NextAsync()).Ids);
    }

    [Fact]
    public async Task Stop_in_the_middle_of_a_window_leaves_the_messages_to_the_queue()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchWindow = TimeSpan.FromSeconds(3) });
        fixture.Queue.Send("a");
        await fixture.Mapping.StartAsync();
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(3));

        var counts = await fixture.SettledAsync();

        Assert.Equal((0, 0, 0), (counts.Invocations, counts.Records, counts.Pending));
    }

    [Fact]
    public async Task Message_that_matches_no_filter_is_deleted_unseen()
    {
        await using var fixture = new QueueFixture(settings => settings with { Filters = ["""{"body":{"kind":["b"]}}"""] });
        fixture.Queue.Send("a", "b");
        await fixture.Mapping.StartAsync();

        var call = await fixture.Function.NextAsync();
        call.Succeed();
        await fixture.Queue.DeletedAsync("a b");

        Assert.Equal(("b", 1), (call.Ids, (await fixture.SettledAsync()).Filtered));
    }

    [Fact]
    public async Task Throttled_batch_is_kept_and_tried_again_without_counting_as_failed()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send("a");
        await fixture.Mapping.StartAsync();

        (await fixture.Function.NextAsync()).Throttle();
        await fixture.Time.PassAsync(Backoff.First);
        (await fixture.Function.NextAsync()).Succeed();
        await fixture.Queue.DeletedAsync("a");

        var counts = await fixture.SettledAsync();
        Assert.Equal((1, 0), (counts.Throttles, counts.Failures));
    }

    [Fact]
    public async Task Throttled_batch_is_let_go_when_its_visibility_would_end()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchSize = 1, VisibilityTimeout = TimeSpan.FromSeconds(1), MaximumConcurrency = null }, cap: 1);
        fixture.Queue.Send("a", "b");
        await fixture.Mapping.StartAsync();

        (await fixture.Function.NextAsync()).Throttle();
        await fixture.Time.PassAsync(Backoff.First);
        (await fixture.Function.NextAsync()).Throttle();
        var next = await fixture.Function.NextAsync();

        Assert.Equal(("b", ""), (next.Ids, fixture.Queue.Deleted));
    }

    [Fact]
    public async Task Event_stays_under_six_megabytes()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send(2_500_000, "a", "b", "c");
        await fixture.Mapping.StartAsync();

        var first = await fixture.Function.NextAsync();
        first.Succeed();
        var second = await fixture.Function.NextAsync();

        Assert.Equal(("a b", "c"), (first.Ids, second.Ids));
    }

    [Fact]
    public async Task Idle_mapping_holds_one_long_poll_of_twenty_seconds()
    {
        await using var fixture = new QueueFixture();
        await fixture.Mapping.StartAsync();

        await fixture.Time.SetAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(1, fixture.Queue.Polls);
    }

    [Fact]
    public async Task Pause_ends_the_poll_and_resume_goes_on()
    {
        await using var fixture = new QueueFixture();
        await fixture.Mapping.StartAsync();
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(20));

        fixture.Mapping.Pause();
        Assert.Equal(MappingState.Paused, fixture.Mapping.State);
        fixture.Mapping.Resume();
        fixture.Queue.Send("a");

        Assert.Equal("a", (await fixture.Function.NextAsync()).Ids);
    }

    [Fact]
    public async Task Paused_mapping_is_quiet_only_once_its_batch_has_ended()
    {
        await using var fixture = new QueueFixture();
        fixture.Queue.Send("a");
        await fixture.Mapping.StartAsync();
        var call = await fixture.Function.NextAsync();

        fixture.Mapping.Pause();
        var during = fixture.Mapping.IsQuiet;
        call.Succeed();
        await Waiting.UntilAsync(() => fixture.Mapping.IsQuiet);

        Assert.Equal((false, "a", MappingState.Paused), (during, fixture.Queue.Deleted, fixture.Mapping.State));
    }

    [Fact]
    public async Task Pause_ends_the_batching_window_and_runs_what_was_read()
    {
        await using var fixture = new QueueFixture(settings => settings with { BatchWindow = TimeSpan.FromSeconds(60) });
        fixture.Queue.Send("a");
        await fixture.Mapping.StartAsync();
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(60));

        fixture.Mapping.Pause();
        var call = await fixture.Function.NextAsync();
        call.Succeed();
        await fixture.Queue.DeletedAsync("a");

        Assert.Equal("a", call.Ids);
    }

    [Fact]
    public async Task Resume_of_a_running_mapping_leaves_its_poll_open_to_the_next_pause()
    {
        await using var fixture = new QueueFixture();
        await fixture.Mapping.StartAsync();
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(20));

        fixture.Mapping.Resume();
        fixture.Mapping.Pause();

        await Waiting.UntilAsync(() => fixture.Mapping.IsQuiet);
    }

    private sealed class QueueFixture : IAsyncDisposable
    {
        public QueueFixture(Func<QueueMappingSettings, QueueMappingSettings>? settings = null, int cap = 10)
        {
            var basic = new QueueMappingSettings("mapping", "ApplySource", "apply", true, ScriptedQueue.Arn) { ReportsBatchItemFailures = true };
            Queue = new ScriptedQueue(Time);
            Mapping = new QueueMapping(settings?.Invoke(basic) ?? basic, new MappingContext(Function, "arn:function", Time), Queue, cap);
        }

        public SignallingTime Time { get; } = new();

        public ScriptedInvoker Function { get; } = new();

        public ScriptedQueue Queue { get; }

        public IEventSourceMapping Mapping { get; }

        public async Task<MappingCounts> SettledAsync()
        {
            await Mapping.DisposeAsync();
            return Mapping.Counts;
        }

        public ValueTask DisposeAsync() => Mapping.DisposeAsync();
    }
}
