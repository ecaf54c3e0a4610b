using System.Text;
using DataSync.Core.Apply;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Apply;

public class ApplyDeadLetterTests
{
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestRegion _region;

    public ApplyDeadLetterTests() => _region = new TestRegion(_time);

    [Fact]
    public async Task After_the_last_attempt_the_letter_tells_the_whole_story()
    {
        var cause = new TimeoutException();
        _region.Items.Before = (_, _) => throw new StoreException("GetItem on orders timed out", cause);
        _time.Advance(TimeSpan.FromMinutes(30));

        var report = await Handle(Make.Message("m", Make.Put(1) with { AttemptCount = 9, SinceMs = Make.StartMs + 60_000 }));

        var letter = TheLetter();
        Assert.Equal((DeadLetterReason.RetriesExhausted, 10), (letter.Reason, letter.AttemptCount));
        Assert.Equal((Make.StartMs + 60_000, Make.StartMs + 1_800_000), (letter.FirstMs, letter.LastMs));
        Assert.Equal(("TimeoutException", "request-1", "Function", Make.Here), (letter.ExceptionType, letter.RequestId, letter.Function, letter.Region));
        Assert.Contains("GetItem on orders timed out", letter.Detail, StringComparison.Ordinal);
        Assert.Contains(Make.Key().Json, letter.Detail, StringComparison.Ordinal);
        Assert.Equal([Make.Put(1)], new EnvelopeReader().Read(letter.Payload).Changes);
        Assert.Equal((1, 0), (report.DeadLetterCount, report.FailedMessages.Count));
    }

    [Fact]
    public async Task A_store_that_throttles_beyond_the_deferral_limit_uses_up_the_attempts_and_then_is_a_letter()
    {
        _region.Items.Before = (_, _) => throw new StoreException("no room") { IsThrottling = true };
        _time.Advance(Make.Options.DeferralLimit);

        var retried = await Handle(Make.Message("m", Make.Put(1) with { SinceMs = Make.StartMs }));
        var given = await Handle(Make.Message("n", Make.Put(1) with { SinceMs = Make.StartMs, AttemptCount = 9 }));

        var again = Assert.Single(_region.Queues[QueueKind.Changes]);
        Assert.Equal((1, Backoff.ForAttempt(1)), (Make.Open(again).Changes.Single().AttemptCount, again.Delay));
        Assert.Equal((DeadLetterReason.RetriesExhausted, 10), (TheLetter().Reason, TheLetter().AttemptCount));
        Assert.Equal((0, 1, 0, 1), (retried.ThrottledCount, retried.RetriedCount, given.ThrottledCount, given.DeadLetterCount));
    }

    [Fact]
    public async Task An_error_that_never_passes_is_a_letter_at_once()
    {
        _region.Items.Before = (_, _) => throw new StoreException(DeadLetterReason.ItemTooLarge, isRetryable: false, "too large");

        await Handle(Make.Message("m", Make.Put(1)));

        Assert.Equal((DeadLetterReason.ItemTooLarge, 1), (TheLetter().Reason, TheLetter().AttemptCount));
        Assert.Empty(_region.Queues[QueueKind.Changes]);
    }

    [Fact]
    public async Task A_deferral_that_outlasts_its_limit_is_a_letter_that_says_where_to_look()
    {
        _region.Items[Make.Key()] = Make.Plain(9);
        _region.Ledger[Make.Key()] = new Core.Ledger.LedgerRow(Make.Version(1, Make.Here), Make.Position(1), Make.Image(8).Digest, default);
        _time.Advance(Make.Options.DeferralLimit);

        await Handle(Make.Message("m", Make.Put(1) with { SinceMs = Make.StartMs }));

        Assert.Equal(DeadLetterReason.DeferredTooLong, TheLetter().Reason);
        Assert.Contains("CaptureItems of us-east-1", TheLetter().Detail, StringComparison.Ordinal);
        Assert.Equal(Make.Plain(9), _region.Items[Make.Key()]);
    }

    [Fact]
    public async Task A_version_from_the_future_is_a_letter_and_not_a_write()
    {
        var drift = (int)Make.Options.MaxDrift.TotalMilliseconds;

        var report = await Handle(Make.Message("m", Make.Put(drift, pk: "b"), Make.Put(drift + 1)));

        Assert.Equal(DeadLetterReason.VersionFromTheFuture, TheLetter().Reason);
        Assert.Contains("300001 ms ahead", TheLetter().Detail, StringComparison.Ordinal);
        Assert.Null(_region.Items[Make.Key()]);
        Assert.Equal(1, report.AppliedCount);
    }

    [Fact]
    public async Task A_change_that_is_not_for_this_stack_is_a_letter()
    {
        var elsewhere = Make.Put(1) with { Key = Make.Key() with { Entity = "customers" } };

        await Handle(Make.Message("m", elsewhere, Make.Put(1, region: Make.Here), Make.Put(1, region: "mars-1")));

        var letters = _region.Queues[QueueKind.ChangesDeadLetters].Select(Make.Letter).ToList();
        Assert.Equal(
            [DeadLetterReason.UnknownTarget, DeadLetterReason.UnknownTarget, DeadLetterReason.Loop],
            letters.Select(l => l.Reason).Order());
        Assert.Contains(letters, l => l.Detail.Contains("'customers'", StringComparison.Ordinal));
        Assert.Contains(letters, l => l.Detail.Contains("mars-1", StringComparison.Ordinal));
        Assert.Equal(0, _region.Items.WriteCount);
    }

    [Fact]
    public async Task An_envelope_that_goes_round_in_circles_is_a_letter()
    {
        var body = EnvelopePacker.Pack(new EnvelopeHeader(Make.There, 4, 1), [Make.Put(1)], new List<int>())[0].Json;

        await Handle(new QueueMessage("m", body));

        Assert.Equal(DeadLetterReason.Loop, TheLetter().Reason);
        Assert.Equal(body.ToArray(), TheLetter().Payload.ToArray());
    }

    [Theory]
    [InlineData("not json \u0001\ufffe", DeadLetterReason.MalformedEnvelope, "MalformedItemException")]
    [InlineData("""{"format":1,"origin":"eu-west-1"}""", DeadLetterReason.MalformedEnvelope, "MalformedItemException")]
    [InlineData("""{"format":9,"origin":"eu-west-1","changes":[]}""", DeadLetterReason.UnknownFormat, "UnknownFormatException")]
    public async Task A_message_that_cannot_be_read_is_a_letter_with_its_text(string body, DeadLetterReason reason, string exception)
    {
        var report = await Handle(Make.Text("bad", body), Make.Message("good", Make.Put(1)));

        Assert.Equal((reason, body, exception), (TheLetter().Reason, TheLetter().Body, TheLetter().ExceptionType));
        Assert.Equal((1, 1, 0), (report.AppliedCount, report.DeadLetterCount, report.FailedMessages.Count));
    }

    [Fact]
    public async Task A_malformed_change_is_a_letter_and_its_neighbours_are_applied()
    {
        var good = Make.TextOf(Make.Message("m", Make.Put(1)).Body.Span);
        var body = good.Replace("\"changes\":[", "\"changes\":[{\"entity\":\"or\\\"ders\",\"bad\":1},", StringComparison.Ordinal);

        var report = await Handle(Make.Text("m", body));

        Assert.Equal(DeadLetterReason.MalformedChange, TheLetter().Reason);
        Assert.Equal(
            """{"entity":"or\"ders","bad":1}""",
            Make.TextOf(Assert.Single(new EnvelopeReader().Read(TheLetter().Payload).Malformed).Json.Span));
        Assert.Equal(1, report.AppliedCount);
    }

    [Fact]
    public async Task A_letter_that_no_queue_takes_leaves_its_message_in_the_queue()
    {
        _region.Queues.Answer = (queue, _) => queue.Kind == QueueKind.ChangesDeadLetters ? SendOutcome.Failed("denied") : null;

        var report = await Handle(Make.Text("bad", "?"), Make.Message("good", Make.Put(1)));

        Assert.Equal(["bad"], report.FailedMessages);
        Assert.Equal(0, report.DeadLetterCount);
    }

    [Fact]
    public async Task Every_letter_is_of_characters_that_a_queue_takes()
    {
        await Handle(Make.Text("1", "\0\u001f\uffff"), Make.Text("2", """{"format":1,"origin":"eu-west-1","changes":["￿"]}"""));

        Assert.All(_region.Queues[QueueKind.ChangesDeadLetters], m => Assert.True(Xml.Allows(m.Body.Span), Encoding.UTF8.GetString(m.Body.Span)));
    }

    private DeadLetter TheLetter() => Make.Letter(Assert.Single(_region.Queues[QueueKind.ChangesDeadLetters]));

    private Task<ApplyReport> Handle(params QueueMessage[] messages) => _region.Apply.HandleAsync(messages, Make.Scope, default).AsTask();
}
