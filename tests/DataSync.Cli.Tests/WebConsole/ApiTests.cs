using System.Net;
using System.Text.Json;
using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>What the calls do for whoever may make them.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task A_list_ends_at_its_limit_and_says_that_there_is_more()
    {
        await using var console = await RunningConsole.StartAsync();
        console.Source.Add(Enumerable.Range(0, 30).Select(i => Samples.Letter(i)));

        var part = await console.JsonAsync("/api/letters?limit=10");
        var whole = await console.JsonAsync("/api/letters?limit=30");

        Assert.Equal((10, true), (part.GetProperty("letters").GetArrayLength(), part.GetProperty("hasMore").GetBoolean()));
        Assert.Equal((30, false), (whole.GetProperty("letters").GetArrayLength(), whole.GetProperty("hasMore").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, part.GetProperty("letters")[0].GetProperty("body").ValueKind);
    }

    [Fact]
    public async Task Every_filter_reaches_the_source()
    {
        await using var console = await RunningConsole.StartAsync();

        await console.JsonAsync("/api/letters?region=r&queue=q&reason=why&entity=t&key=%7B%22a%22%20%26&limit=5");

        Assert.Equal(new ConsoleLetterQuery { Region = "r", Queue = "q", Reason = "why", Entity = "t", KeyPrefix = "{\"a\" &", Limit = 6 }, console.Source.LastQuery);
    }

    [Fact]
    public async Task A_letter_comes_with_its_body_whatever_its_id_holds()
    {
        await using var console = await RunningConsole.StartAsync();
        var letter = Samples.Letter(1) with { Id = "eu-west-1/failures/a%2Fb/c d&e+f" };
        console.Source.Add(letter);

        var json = await console.JsonAsync("/api/letter?id=" + Uri.EscapeDataString(letter.Id));

        Assert.Equal(letter.Id, json.GetProperty("id").GetString());
        Assert.Equal(letter.Body, json.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_letter_that_is_gone_is_said_to_be_gone()
    {
        await using var console = await RunningConsole.StartAsync();

        using var response = await console.GetAsync("/api/letter?id=x");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("no longer there", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/letters/replay", "")]
    [InlineData("/api/letters/replay", "null")]
    [InlineData("/api/letters/replay", "{}")]
    [InlineData("/api/letters/replay", "{\"ids\":[]}")]
    [InlineData("/api/letters/replay", "{\"ids\":[null]}")]
    [InlineData("/api/letters/replay", "{\"ids\":[\"a\"],\"query\":{}}")]
    [InlineData("/api/letters/replay", "{\"query\":{\"regoin\":\"eu-west-1\"}}")]
    [InlineData("/api/letters/discard", "{\"query\":{}}")]
    [InlineData("/api/letters/discard", "{\"ids\":\"a\"}")]
    [InlineData("/api/faults", "{\"action\":\"burn\",\"region\":\"eu-west-1\"}")]
    [InlineData("/api/faults", "{\"action\":\"begin\",\"region\":\"nowhere\",\"kind\":\"cut\"}")]
    [InlineData("/api/faults", "[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_call_that_makes_no_sense_changes_nothing(string path, string json)
    {
        await using var console = await RunningConsole.StartAsync();
        console.Source.Add(Samples.Letter(1));

        using var response = await console.PostAsync(path, json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Single(console.Source.Letters);
        Assert.Empty(console.Source.FaultPanel!.Active);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("many")]
    public async Task A_limit_out_of_bounds_is_refused(string limit)
    {
        await using var console = await RunningConsole.StartAsync();

        using var response = await console.GetAsync("/api/letters?limit=" + limit);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_replay_runs_apart_from_its_request_and_a_second_one_waits_its_turn()
    {
        var go = new TaskCompletionSource();
        await using var console = await RunningConsole.StartAsync(new InMemorySource { BeforeEach = _ => go.Task });
        console.Source.Add(Samples.Letter(1), Samples.Letter(2));
        using var events = await console.EventsAsync();

        using var first = await console.PostAsync("/api/letters/replay", "{\"query\":{\"region\":\"eu-west-1\"}}");
        using var second = await console.PostAsync("/api/letters/discard", "{\"ids\":[\"eu-west-1/changes/m-0001\"]}");
        go.SetResult();
        var done = await events.UntilAsync("snapshot", data => Phase(data) == "done");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal(2, done.GetProperty("action").GetProperty("outcome").GetProperty("done").GetInt64());
        Assert.Equal(2, console.Source.Replayed.Count);
        Assert.Empty(console.Source.Discarded);
    }

    [Fact]
    public async Task A_replay_that_fails_is_told_with_its_reason_and_another_one_may_follow()
    {
        var fails = true;
        await using var console = await RunningConsole.StartAsync(new InMemorySource { BeforeEach = _ => fails ? throw new InvalidOperationException("The queue is gone.") : Task.CompletedTask });
        console.Source.Add(Samples.Letter(1));
        using var events = await console.EventsAsync();

        using var first = await console.PostAsync("/api/letters/replay", "{\"ids\":[\"eu-west-1/changes/m-0001\"]}");
        var failed = await events.UntilAsync("snapshot", data => Phase(data) == "failed");
        fails = false;
        using var second = await console.PostAsync("/api/letters/replay", "{\"ids\":[\"eu-west-1/changes/m-0001\"]}");
        await events.UntilAsync("snapshot", data => Phase(data) == "done");

        Assert.Equal("The queue is gone.", failed.GetProperty("action").GetProperty("error").GetString());
        Assert.Single(console.Source.Replayed);
    }

    [Fact]
    public async Task What_fails_behind_the_console_is_told_as_such()
    {
        await using var console = await RunningConsole.StartAsync(new InMemorySource { Failure = new InvalidOperationException("The credentials have expired.") });

        using var response = await console.GetAsync("/api/letters");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("The credentials have expired.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conflicts_are_listed_up_to_the_limit()
    {
        await using var console = await RunningConsole.StartAsync();
        console.Source.Conflicts.AddRange(Enumerable.Range(0, 5).Select(Samples.Conflict));

        var conflicts = await console.JsonAsync("/api/conflicts?limit=3");

        Assert.Equal(3, conflicts.GetArrayLength());
        Assert.Equal("order#0", conflicts[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Faults_are_not_to_be_had_where_the_real_thing_is_behind_it()
    {
        await using var console = await RunningConsole.StartAsync(new InMemorySource { FaultPanel = null });

        using var response = await console.PostAsync("/api/faults", "{\"action\":\"heal\",\"region\":\"eu-west-1\"}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_page_has_all_its_files_and_nothing_else_is_served()
    {
        await using var console = await RunningConsole.StartAsync();
        foreach (var (path, type) in ((string, string)[])[("/", "text/html"), ("/console.js", "text/javascript"), ("/console-style.css", "text/css"), ("/favicon.svg", "image/svg+xml"), ("/notice.txt", "text/plain"), ("/operations.md", "text/plain")])
        {
            using var response = await console.GetAsync(path);

            Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        }

        using var other = await console.GetAsync("/web/package.json");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private static string? Phase(JsonElement snapshot) =>
        snapshot.GetProperty("action") is { ValueKind: JsonValueKind.Object } action ? action.GetProperty("phase").GetString() : null;
}
