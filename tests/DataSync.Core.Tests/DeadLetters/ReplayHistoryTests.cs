using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.DeadLetters;

public sealed class ReplayHistoryTests
{
    private static readonly PastFailure Failure = new(DeadLetterReason.Rejected, "it \"said\" \u0007 no", 3, 1, 2, "letter-1") { Archive = "there" };

    private static readonly ReplayHistory History = new(2, "run-1", [Failure, Failure with { Reason = null, Archive = null }]);

    [Theory]
    [InlineData("""{"format":1,"changes":[]}""")]
    [InlineData("""{}""")]
    [InlineData(""" { "a" : {"history":1} , "b":[{}] } """)]
    public void A_message_carries_a_history_and_gives_it_back(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);

        var carrying = ReplayHistoryJson.Attach(body, History)!.Value;
        var (bare, history) = ReplayHistoryJson.Detach(carrying);

        Assert.Equal(History, history);
        Assert.Equal(text.Trim().Replace(" ", "", StringComparison.Ordinal), Make.TextOf(bare.Span).Trim().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_history_takes_the_place_of_the_first()
    {
        var carrying = ReplayHistoryJson.Attach("""{"format":1}"""u8.ToArray(), History)!.Value;

        var again = ReplayHistoryJson.Attach(carrying, History with { Run = "run-2" })!.Value;

        Assert.Equal(carrying.Length, again.Length);
        Assert.Equal("run-2", ReplayHistoryJson.Detach(again).History!.Run);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1} {")]
    [InlineData("{\"a\":")]
    public void What_is_no_json_object_carries_nothing_and_stays_as_it_is(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);

        Assert.Null(ReplayHistoryJson.Attach(body, History));
        Assert.Equal(text, Make.TextOf(ReplayHistoryJson.Detach(body).Body.Span));
    }

    [Fact]
    public void A_history_in_the_middle_or_at_the_end_is_taken_out_with_its_comma()
    {
        var middle = ReplayHistoryJson.Detach("""{"a":1,"history":{"replays":1,"run":"r"},"b":2}"""u8.ToArray());
        var end = ReplayHistoryJson.Detach("""{"a":1,"history":{"replays":1,"run":"r"}}"""u8.ToArray());

        Assert.Equal(("""{"a":1,"b":2}""", "r"), (Make.TextOf(middle.Body.Span), middle.History!.Run));
        Assert.Equal("""{"a":1}""", Make.TextOf(end.Body.Span));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""{"replays":"many"}""")]
    [InlineData("""{"failures":[{"attempts":"x"}]}""")]
    public void A_history_that_is_none_makes_no_envelope_unreadable(string history)
    {
        var json = Encoding.UTF8.GetBytes("""{"format":1,"history":""" + history + ""","origin":"eu-west-1","hops":1,"sentMs":1,"changes":[]}""");

        var envelope = new EnvelopeReader().Read(json);

        Assert.Null(envelope.History);
        Assert.Empty(envelope.Malformed);
    }

    [Fact]
    public void A_history_keeps_the_newest_failures_and_counts_all()
    {
        ReplayHistory? history = null;
        for (var i = 0; i < 25; i++)
        {
            history = ReplayHistory.Add(history, Failure with { LetterId = $"letter-{i}" }, $"run-{i}");
        }

        Assert.Equal((25, "run-24", 10), (history!.ReplayCount, history.Run, history.Failures.Count));
        Assert.Equal("letter-15", history.Failures[0].LetterId);
    }

    [Fact]
    public void A_change_carries_its_history_and_an_envelopes_is_newer_than_its_changes()
    {
        var packed = Make.Message("", Make.Put(1) with { History = History }).Body;
        var newer = ReplayHistory.Add(null, Failure with { LetterId = "newest" }, "run-9");

        var change = new EnvelopeReader().Read(ReplayHistoryJson.Attach(packed, newer)!.Value).Changes.Single();

        Assert.Equal((3, "run-9", "newest"), (change.History!.ReplayCount, change.History.Run, change.History.Failures[^1].LetterId));
    }

    [Fact]
    public async Task A_change_that_fails_again_comes_back_with_its_history_in_the_letter_and_not_in_its_envelope()
    {
        var region = new TestRegion(new FakeTimeProvider(Make.Start), Make.Options with { MaxAttempts = 2 });
        region.Items.Before = (call, _) => throw new StoreException("no");
        var body = ReplayHistoryJson.Attach(Make.Message("m", Make.Put(1)).Body, History)!.Value;

        await region.Apply.HandleAsync([new("m", body)], Make.Scope, CancellationToken.None);
        var retried = region.Queues[QueueKind.Changes].Single();
        await region.Apply.HandleAsync([new("n", retried.Body)], Make.Scope, CancellationToken.None);

        Assert.Equal(History, Make.Open(retried).Changes.Single().History);
        var letter = Make.Letter(region.Queues[QueueKind.ChangesDeadLetters].Single());
        Assert.Equal(History, letter.History);
        Assert.Equal(-1, letter.Payload.Span.IndexOf("history"u8));
    }

    [Fact]
    public async Task What_cannot_be_read_keeps_its_history_as_far_as_it_is_a_json_object()
    {
        var region = new TestRegion(new FakeTimeProvider(Make.Start));
        var body = ReplayHistoryJson.Attach("""{"format":99}"""u8.ToArray(), History)!.Value;

        await region.Apply.HandleAsync([new("m", body)], Make.Scope, CancellationToken.None);

        var letter = Make.Letter(region.Queues[QueueKind.ChangesDeadLetters].Single());
        Assert.Equal((History, """{"format":99}"""), (letter.History, letter.Body));
    }

    [Fact]
    public async Task A_history_that_makes_a_change_too_large_goes_before_the_change_does()
    {
        var region = new TestRegion(new FakeTimeProvider(Make.Start));
        region.Items.Before = (call, _) => throw new StoreException("no");
        var (change, body) = FullMessage();

        var report = await region.Apply.HandleAsync([new("m", body)], Make.Scope, CancellationToken.None);

        Assert.Empty(report.FailedMessages);
        var again = Make.Open(region.Queues[QueueKind.Changes].Single()).Changes.Single();
        Assert.Equal((change.Key, 1), (again.Key, again.AttemptCount));
        Assert.True(again.History is null or { Failures.Count: 0 });
    }

    // Text that compresses badly, as large as one message takes, and a history on top.
    private static (Change Change, ReadOnlyMemory<byte> Body) FullMessage()
    {
        var random = new Random(5);
        var bytes = new byte[800_000];
        random.NextBytes(bytes);
        for (var length = bytes.Length; ; length -= 64)
        {
            var image = StoredItem.Parse("{\"pk\":{\"S\":\"a\"},\"b\":{\"B\":\"" + Convert.ToBase64String(bytes, 0, length) + "\"}}").Content;
            var change = Make.Put(1) with { Image = image, AttemptCount = 1_000, SinceMs = Make.StartMs };
            var tooLarge = new List<int>();
            _ = EnvelopePacker.Pack(new EnvelopeHeader(Make.There, 1, Make.StartMs), [change], tooLarge);
            if (tooLarge.Count == 0)
            {
                var bare = change with { AttemptCount = 0, SinceMs = 0 };
                return (bare, ReplayHistoryJson.Attach(Make.Message("m", bare).Body, History with { Failures = [.. Enumerable.Repeat(Failure with { Detail = new string('x', 200) }, 10)] })!.Value);
            }

            length -= length > 786_000 ? 1024 : 0;
        }
    }
}
