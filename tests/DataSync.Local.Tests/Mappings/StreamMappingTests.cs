using DataSync.Local.Mappings;

namespace DataSync.Local.Tests.Mappings;

public sealed class StreamMappingTests
{
    private static readonly TimeSpan Retry = Backoff.First;

    [Fact]
    public async Task Event_is_the_records_bytes_unchanged()
    {
        await using var fixture = await new StreamFixture().StartedAsync("1", "2");

        var call = await fixture.Function.NextAsync();

        Assert.Equal("""{"Records":[{"id":"1","eventName":"INSERT","padding":""},{"id":"2","eventName":"INSERT","padding":""}]}""", call.Text);
    }

    [Fact]
    public async Task Batch_is_never_larger_than_its_size_and_the_next_waits_for_it()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BatchSize = 2 }).StartedAsync("1", "2", "3");

        var first = await fixture.Function.NextAsync();
        Assert.Equal(1, fixture.Function.Count);
        first.Succeed();
        var second = await fixture.Function.NextAsync();

        Assert.Equal(("1 2", "3"), (first.Ids, second.Ids));
    }

    [Fact]
    public async Task Window_collects_until_it_ends()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BatchWindow = TimeSpan.FromSeconds(5) }).StartedAsync("1");
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(5));
        fixture.Stream.Write("2");
        Assert.Equal(0, fixture.Function.Count);

        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        var call = await fixture.Function.NextAsync();

        Assert.StartsWith("1", call.Ids, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_batch_does_not_wait_for_the_window()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BatchSize = 2, BatchWindow = TimeSpan.FromSeconds(5) }).StartedAsync("1");
        await fixture.Time.SetAsync(TimeSpan.FromSeconds(5));

        fixture.Stream.Write("2");
        var call = await fixture.Function.NextAsync();

        Assert.Equal("1 2", call.Ids);
    }

    [Fact]
    public async Task Event_stays_under_six_megabytes()
    {
        await using var fixture = new StreamFixture();
        fixture.Stream.WriteTo("shard-1", 2_500_000, "1", "2", "3");
        await fixture.Mapping.StartAsync();

        var first = await fixture.Function.NextAsync();
        first.Succeed();
        var second = await fixture.Function.NextAsync();

        Assert.Equal(("1 2", "3"), (first.Ids, second.Ids));
    }

    [Fact]
    public async Task Latest_sees_only_what_is_written_after_the_start()
    {
        await using var fixture = await new StreamFixture(settings => settings with { StartAtLatest = true }).StartedAsync("1", "2");

        fixture.Stream.Write("3");
        var call = await fixture.Function.NextAsync();

        Assert.Equal("3", call.Ids);
    }

    [Fact]
    public async Task Records_of_one_item_stay_in_order_while_other_items_run_beside_them()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BatchSize = 1, ParallelizationFactor = 2 }).StartedAsync("a.1", "a.2", "b.1");

        var calls = new[] { await fixture.Function.NextAsync(), await fixture.Function.NextAsync() };
        Assert.Equal(["a.1", "b.1"], calls.Select(call => call.Ids).Order(StringComparer.Ordinal));
        calls.Single(call => call.Ids == "a.1").Succeed();
        var next = await fixture.Function.NextAsync();

        Assert.Equal("a.2", next.Ids);
    }

    [Fact]
    public async Task Children_start_after_their_parent_is_finished()
    {
        await using var fixture = await new StreamFixture().StartedAsync("1");
        fixture.Stream.Split("shard-1", "shard-2", "shard-3");
        fixture.Stream.WriteTo("shard-2", 0, "2");
        fixture.Stream.WriteTo("shard-3", 0, "3");

        var parent = await fixture.Function.NextAsync();
        Assert.Equal(("1", 1), (parent.Ids, fixture.Function.Count));
        parent.Succeed();
        var children = new[] { await fixture.Function.NextAsync(), await fixture.Function.NextAsync() };

        Assert.Equal(["2", "3"], children.Select(call => call.Ids).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Record_that_matches_no_filter_is_passed_over()
    {
        await using var fixture = await new StreamFixture(settings => settings with { Filters = ["""{"eventName":["INSERT"]}"""] }).StartedAsync("1", "2-gone", "3");

        var call = await fixture.Function.NextAsync();
        call.Succeed();
        var counts = await fixture.SettledAsync();

        Assert.Equal("1 3", call.Ids);
        Assert.Equal((1, 3, 0), (counts.Filtered, counts.Records, counts.Pending));
    }

    [Fact]
    public async Task Lowest_reported_record_is_the_checkpoint()
    {
        await using var fixture = await new StreamFixture().StartedAsync("1", "2", "3");

        (await fixture.Function.NextAsync()).Report("3", "2");
        await fixture.Time.PassAsync(Retry);
        var second = await fixture.Function.NextAsync();

        Assert.Equal("2 3", second.Ids);
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"unknown"}]}""")]
    [InlineData("""{"batchItemFailures":[{"wrong":"2"}]}""")]
    [InlineData("""{"batchItemFailures":"2"}""")]
    [InlineData("not json")]
    public async Task Answer_that_names_no_record_of_the_batch_fails_all_of_it(string answer)
    {
        await using var fixture = await new StreamFixture().StartedAsync("1", "2");

        (await fixture.Function.NextAsync()).Succeed(answer);
        await fixture.Time.PassAsync(Retry);
        var second = await fixture.Function.NextAsync();

        Assert.Equal("1 2", second.Ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("""{"batchItemFailures":[]}""")]
    public async Task Empty_answer_means_that_all_is_done(string answer)
    {
        await using var fixture = await new StreamFixture().StartedAsync("1", "2");

        (await fixture.Function.NextAsync()).Succeed(answer);
        var counts = await fixture.SettledAsync();

        Assert.Equal((2, 0, 0), (counts.Records, counts.Failures, counts.Pending));
    }

    [Fact]
    public async Task Report_means_nothing_unless_the_mapping_asks_for_it()
    {
        await using var fixture = await new StreamFixture(settings => settings with { ReportsBatchItemFailures = false }).StartedAsync("1", "2");

        (await fixture.Function.NextAsync()).Report("1");
        var counts = await fixture.SettledAsync();

        Assert.Equal((2, 0), (counts.Records, counts.Failures));
    }

    [Fact]
    public async Task Bisect_finds_the_poison_record_and_gives_up_that_one_only()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BisectOnError = true, MaximumRetryAttempts = 0, ReportsBatchItemFailures = false })
            .StartedAsync("1", "2", "3", "4");
        var tried = new List<string>();

        for (var call = 0; call < 5; call++)
        {
            var next = await fixture.Function.NextAsync();
            tried.Add(next.Ids);
            if (next.Ids.Contains('2'))
            {
                next.Fail();
                if (next.Ids != "2")
                {
                    await fixture.Time.PassAsync(Retry);
                }
            }
            else
            {
                next.Succeed();
            }
        }

        var counts = await fixture.SettledAsync();
        Assert.Equal(["1 2 3 4", "1 2", "1", "2", "3 4"], tried);
        Assert.Equal("2", Assert.Single((await fixture.Destination.NextAsync()).Records).SequenceNumber);
        Assert.Equal((2, 1, 4), (counts.Bisects, counts.GivenUp, counts.Records));
    }

    [Fact]
    public async Task Bisect_with_a_report_splits_at_the_reported_record_without_using_up_a_retry()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BisectOnError = true, MaximumRetryAttempts = 0 }).StartedAsync("1", "2", "3");

        (await fixture.Function.NextAsync()).Report("2");
        await fixture.Time.PassAsync(Retry);
        var rest = await fixture.Function.NextAsync();

        Assert.Equal("2 3", rest.Ids);
    }

    [Fact]
    public async Task Retries_wait_longer_each_time_and_end_at_the_destination()
    {
        await using var fixture = await new StreamFixture(settings => settings with { MaximumRetryAttempts = 2 }).StartedAsync("1", "2");

        (await fixture.Function.NextAsync()).Fail();
        await fixture.Time.PassAsync(Retry);
        (await fixture.Function.NextAsync()).Fail();
        await fixture.Time.PassAsync(Retry * 2);
        (await fixture.Function.NextAsync()).Fail();
        var failed = await fixture.Destination.NextAsync();

        Assert.Equal(("RetryAttemptsExhausted", 3, 2), (failed.Condition, failed.InvokeCount, failed.Records.Count));
    }

    [Fact]
    public async Task Retries_have_no_end_by_default()
    {
        await using var fixture = await new StreamFixture().StartedAsync("1");

        for (var retry = 1; retry <= 12; retry++)
        {
            (await fixture.Function.NextAsync()).Fail();
            await fixture.Time.PassAsync(Backoff.Before(retry));
        }

        (await fixture.Function.NextAsync()).Succeed();
        var counts = await fixture.SettledAsync();
        Assert.Equal((1, 0, 12), (counts.Records, counts.GivenUp, counts.Failures));
    }

    [Fact]
    public async Task Record_that_is_too_old_is_given_up_and_younger_ones_go_on()
    {
        await using var fixture = new StreamFixture(settings => settings with { MaximumRecordAge = TimeSpan.FromSeconds(60) });
        fixture.Stream.Write("1");
        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        fixture.Stream.Write("2");

        await fixture.Mapping.StartAsync();
        var call = await fixture.Function.NextAsync();
        var failed = await fixture.Destination.NextAsync();

        Assert.Equal(("2", "1", "RecordAgeExceeded", 0), (call.Ids, failed.Records[0].SequenceNumber, failed.Condition, failed.InvokeCount));
    }

    [Fact]
    public async Task Record_of_a_day_ago_has_expired_even_without_an_age_limit()
    {
        await using var fixture = await new StreamFixture().StartedAsync("1");
        (await fixture.Function.NextAsync()).Fail();
        await fixture.Time.SetAsync(Retry);

        fixture.Time.Advance(TimeSpan.FromHours(24) + Retry);
        var failed = await fixture.Destination.NextAsync();

        Assert.Equal(("1", "RecordAgeExceeded", 1), (failed.Records[0].SequenceNumber, failed.Condition, failed.InvokeCount));
    }

    [Fact]
    public async Task Child_of_a_shard_that_started_at_latest_is_read_from_its_beginning()
    {
        await using var fixture = await new StreamFixture(settings => settings with { StartAtLatest = true }).StartedAsync("1");

        fixture.Stream.WriteTo("shard-2", 0, "2", "3");
        fixture.Stream.Split("shard-1", "shard-2");
        var call = await fixture.Function.NextAsync();

        Assert.Equal("2 3", call.Ids);
    }

    [Fact]
    public async Task Throttled_records_grow_too_old_like_any_others()
    {
        await using var fixture = await new StreamFixture(settings => settings with { MaximumRecordAge = TimeSpan.FromSeconds(60) }).StartedAsync("1");
        (await fixture.Function.NextAsync()).Throttle();
        await fixture.Time.SetAsync(Retry);

        fixture.Time.Advance(TimeSpan.FromSeconds(61));
        var failed = await fixture.Destination.NextAsync();

        Assert.Equal(("RecordAgeExceeded", 0, null), (failed.Condition, failed.InvokeCount, failed.LastInvocation));
    }

    [Fact]
    public async Task Poison_record_of_one_lane_does_not_hold_the_others()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BatchSize = 1, ParallelizationFactor = 2 }).StartedAsync("a.1");
        (await fixture.Function.NextAsync()).Fail();
        await fixture.Time.SetAsync(Retry);

        fixture.Stream.Write("b.1");
        var other = await fixture.Function.NextAsync();

        Assert.Equal("b.1", other.Ids);
    }

    [Fact]
    public async Task Throttled_function_is_tried_again_without_using_up_a_retry()
    {
        await using var fixture = await new StreamFixture(settings => settings with { MaximumRetryAttempts = 0 }).StartedAsync("1");

        (await fixture.Function.NextAsync()).Throttle();
        await fixture.Time.PassAsync(Retry);
        (await fixture.Function.NextAsync()).Succeed();
        var counts = await fixture.SettledAsync();

        Assert.Equal((1, 1, 0, 1), (counts.Throttles, counts.Invocations, counts.Failures, counts.Records));
    }

    [Fact]
    public async Task Destination_that_refuses_is_asked_again()
    {
        await using var fixture = new StreamFixture(settings => settings with { MaximumRetryAttempts = 0 });
        fixture.Destination.Refusals = 1;
        await fixture.StartedAsync("1");

        (await fixture.Function.NextAsync()).Fail();
        await fixture.Time.PassAsync(Retry);
        var failed = await fixture.Destination.NextAsync();

        Assert.Equal("1", failed.Records[0].SequenceNumber);
    }

    [Fact]
    public async Task Paused_mapping_invokes_nothing_until_it_is_resumed_and_loses_nothing()
    {
        await using var fixture = await new StreamFixture(settings => settings with { BatchSize = 1 }).StartedAsync("1", "2");
        var first = await fixture.Function.NextAsync();

        fixture.Mapping.Pause();
        first.Succeed();
        fixture.Stream.Write("3");
        Assert.Equal((MappingState.Paused, 1), (fixture.Mapping.State, fixture.Function.Count));
        fixture.Mapping.Resume();
        var second = await fixture.Function.NextAsync();

        Assert.Equal(("2", MappingState.Running), (second.Ids, fixture.Mapping.State));
    }

    [Fact]
    public async Task Paused_mapping_is_quiet_while_it_would_wait_before_a_retry()
    {
        await using var fixture = await new StreamFixture().StartedAsync("1");
        var call = await fixture.Function.NextAsync();

        fixture.Mapping.Pause();
        var during = fixture.Mapping.IsQuiet;
        call.Fail();
        await Waiting.UntilAsync(() => fixture.Mapping.IsQuiet);

        Assert.Equal((false, 1), (during, fixture.Function.Count));
    }

    [Fact]
    public async Task Mapping_that_is_not_enabled_starts_paused()
    {
        await using var fixture = await new StreamFixture(enabled: false).StartedAsync("1");
        Assert.Equal(MappingState.Paused, fixture.Mapping.State);

        fixture.Mapping.Resume();
        var call = await fixture.Function.NextAsync();

        Assert.Equal("1", call.Ids);
    }
}
