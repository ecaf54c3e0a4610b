using System.Text.Json;
using DataSync.Cli.WebConsole;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>How pages are kept up to date.</summary>
public sealed class FeedTests
{
    private static readonly ConsoleWelcome Welcome = new("a test", [], null, null, 0);

    [Fact]
    public async Task A_page_gets_a_welcome_the_history_and_a_snapshot_then_each_change()
    {
        await using var console = await RunningConsole.StartAsync(options: new ConsoleOptions { PollInterval = TimeSpan.FromMilliseconds(20) });
        using var events = await console.EventsAsync();

        var names = new[] { (await events.NextAsync()).Name, (await events.NextAsync()).Name, (await events.NextAsync()).Name };
        console.Source.Status = Samples.Troubled();
        var changed = await events.UntilAsync("snapshot", data => data.GetProperty("status") is { ValueKind: JsonValueKind.Object } status && status.GetProperty("findings").GetArrayLength() == 4);

        Assert.Equal(["welcome", "history", "snapshot"], names);
        Assert.Equal("critical", changed.GetProperty("status").GetProperty("findings")[0].GetProperty("severity").GetString());
        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Many_pages_cost_as_many_polls_as_one()
    {
        var time = new FakeTimeProvider();
        var source = new InMemorySource();
        await using var feed = new StatusFeed(source, new ConsoleOptions { Time = time });
        using var one = feed.Subscribe(Welcome);
        using var two = feed.Subscribe(Welcome);
        using var three = feed.Subscribe(Welcome);
        feed.Start();

        await PollsAsync(source, time, 1, TimeSpan.Zero);
        var before = time.GetUtcNow();

        await PollsAsync(source, time, 5, TimeSpan.FromMilliseconds(100));

        // A poll for each page would have come to five in a third of the time.
        Assert.True(time.GetUtcNow() - before >= (4 * new ConsoleOptions().PollInterval) - TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task Without_a_page_polls_are_rare()
    {
        var time = new FakeTimeProvider();
        var source = new InMemorySource();
        await using var feed = new StatusFeed(source, new ConsoleOptions { Time = time });
        feed.Start();
        await PollsAsync(source, time, 1, TimeSpan.Zero);

        var before = time.GetUtcNow();
        await PollsAsync(source, time, 2, TimeSpan.FromMilliseconds(500));

        Assert.True(time.GetUtcNow() - before >= new ConsoleOptions().IdleInterval - TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task What_is_the_same_is_not_sent_again_until_silence_would_be_taken_for_an_end()
    {
        var time = new FakeTimeProvider();
        var options = new ConsoleOptions { Time = time, SampleInterval = TimeSpan.FromDays(1) };
        var source = new InMemorySource();
        await using var feed = new StatusFeed(source, options);
        using var page = feed.Subscribe(Welcome);
        feed.Start();
        var before = time.GetUtcNow();
        await PollsAsync(source, time, 40, TimeSpan.FromSeconds(1));

        var frames = 0;
        while (page.Frames.TryRead(out _))
        {
            frames++;
        }

        // Welcome, history, the empty snapshot and the first status; then at least one sign of life, but none before its time.
        Assert.InRange(frames, 5, 5 + ((time.GetUtcNow() - before) / options.KeepAlive));
    }

    [Fact]
    public async Task A_failed_poll_keeps_the_last_status_beside_its_reason()
    {
        await using var console = await RunningConsole.StartAsync(options: new ConsoleOptions { PollInterval = TimeSpan.FromMilliseconds(20) });
        using var events = await console.EventsAsync();
        await events.UntilAsync("snapshot", data => data.GetProperty("status").ValueKind == JsonValueKind.Object);

        console.Source.Failure = new InvalidOperationException("The credentials have expired.");
        var failed = await events.UntilAsync("snapshot", data => data.GetProperty("problem").ValueKind == JsonValueKind.String);

        Assert.Equal("The credentials have expired.", failed.GetProperty("problem").GetString());
        Assert.Equal(3, failed.GetProperty("status").GetProperty("regions").GetArrayLength());
    }

    [Fact]
    public void History_forgets_what_is_older_than_its_length_and_keeps_its_distance()
    {
        var history = new StatusHistory(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(5));

        var kept = Enumerable.Range(0, 3600).Count(second => history.Add(Sample(second * 1000L)));
        var columns = history.ToColumns();

        Assert.Equal(720, kept);
        Assert.Equal(361, history.Count);
        Assert.Equal(1_795_000, columns.AtMs[0]);
        Assert.Equal(361, Assert.Single(columns.Regions).P99Ms.Count);
    }

    [Fact]
    public void A_clock_that_is_set_back_begins_the_plots_anew()
    {
        var history = new StatusHistory(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(5));
        history.Add(Sample(100_000));

        var kept = history.Add(Sample(10_000));

        Assert.True(kept);
        Assert.Equal([10_000], history.ToColumns().AtMs);
    }

    [Fact]
    public void A_region_that_came_later_has_gaps_where_it_was_not_there()
    {
        var history = new StatusHistory(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(5));
        history.Add(Sample(0));
        history.Add(new HistorySample(10_000, [new("a", 1, 2, 3, 4), new("b", 5, 6, 7, 8)]));

        var late = history.ToColumns().Regions[1];

        Assert.Equal([null, 5], late.P50Ms);
        Assert.Equal([null, 8], late.Captured);
    }

    private static HistorySample Sample(long atMs) => new(atMs, [new("a", 1, 2, 3, 4)]);

    // The poll after the one that is waited for cannot begin before the time goes on, so that none is counted twice.
    private static async Task PollsAsync(InMemorySource source, FakeTimeProvider time, int polls, TimeSpan step)
    {
        while (source.Polls < polls)
        {
            await Task.Yield();
            time.Advance(step);
        }
    }
}
