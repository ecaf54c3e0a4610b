using DataSync.Core.Apply;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Forward;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Forward;

public class ForwardHandlerTests
{
    private static readonly QueueAddress ToThere = new(QueueKind.Changes, Make.There);
    private static readonly QueueAddress ToThird = new(QueueKind.Changes, Make.Third);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestRegion _region;

    public ForwardHandlerTests() => _region = new TestRegion(_time);

    [Fact]
    public async Task Parked_envelopes_are_delivered_to_their_regions()
    {
        var report = await Handle(Parked("1", Make.There), Parked("2", Make.Third), Parked("3", Make.There));

        Assert.Equal((3, 0, 0), (report.SentCount, report.ParkedAgainCount, report.DeadLetterCount));
        Assert.Equal((2, 1), (_region.Queues[ToThere].Count, _region.Queues[ToThird].Count));
        Assert.Equal([Make.Put(1)], Make.Open(_region.Queues[ToThird][0]).Changes);
        Assert.Empty(report.FailedMessages);
        Assert.Equal(TimeSpan.Zero, report.OldestUnsent);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(60, 8)]
    [InlineData(800, 100)]
    [InlineData(86_400, 900)]
    public async Task While_a_region_is_down_its_envelopes_wait_an_eighth_of_the_outage(int ageSeconds, int delaySeconds)
    {
        Down(ToThere);
        _time.Advance(TimeSpan.FromSeconds(ageSeconds));

        var report = await Handle(Parked("1", Make.There), Parked("2", Make.Third));

        var again = Assert.Single(_region.Queues[QueueKind.Parked]);
        Assert.Equal(TimeSpan.FromSeconds(delaySeconds), again.Delay);
        Assert.Equal(Make.There, Make.Open(again).Target);
        Assert.Equal((1, 1), (report.SentCount, report.ParkedAgainCount));
        Assert.Equal(TimeSpan.FromSeconds(ageSeconds), report.OldestUnsent);
        Assert.Empty(report.FailedMessages);
    }

    [Fact]
    public async Task A_region_that_failed_a_moment_ago_is_not_tried_again()
    {
        Down(ToThere);
        await Handle(Parked("1", Make.There));
        var calls = _region.Queues.CallCount;

        await Handle(Parked("2", Make.There));

        Assert.Equal(calls + 1, _region.Queues.CallCount);
        Assert.Equal(2, _region.Queues[QueueKind.Parked].Count);
        _time.Advance(TargetBreaker.RetryAfter);
        _region.Queues.Answer = null;
        Assert.Equal(1, (await Handle(Parked("3", Make.There))).SentCount);
    }

    [Fact]
    public async Task What_cannot_be_parked_again_is_delivered_again()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere || queue.Kind == QueueKind.Parked ? SendOutcome.Failed("down") : null;

        var report = await Handle(Parked("1", Make.There), Parked("2", Make.Third));

        Assert.Equal(["1"], report.FailedMessages);
        Assert.Equal(["eu-west-1: down", "parked: down"], report.Errors.Order());
    }

    [Fact]
    public async Task A_message_that_the_region_refuses_for_good_is_a_dead_letter()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere ? SendOutcome.Refused("invalid characters") : null;
        var message = Parked("1", Make.There);

        var report = await Handle(message);

        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.ParkedDeadLetters]));
        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Equal(message.Body.ToArray(), letter.Payload.ToArray());
        Assert.Equal((1, 0), (report.DeadLetterCount, report.ParkedAgainCount));
    }

    [Fact]
    public async Task A_region_that_is_not_ours_is_a_dead_letter_that_says_what_to_do()
    {
        var noTarget = new QueueMessage("3", Make.Message("3", Make.Put(1)).Body);

        var report = await Handle(Parked("1", "mars-1"), Parked("2", Make.Here), noTarget);

        var letters = _region.Queues[QueueKind.ParkedDeadLetters].Select(Make.Letter).ToList();
        Assert.Equal(3, report.DeadLetterCount);
        Assert.All(letters, letter => Assert.Equal(DeadLetterReason.UnknownTarget, letter.Reason));
        Assert.Contains("'mars-1'", letters[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an envelope \u0001", DeadLetterReason.MalformedEnvelope)]
    [InlineData("""{"format":2}""", DeadLetterReason.UnknownFormat)]
    public async Task What_cannot_be_read_is_a_dead_letter_with_the_text_as_it_came(string body, DeadLetterReason reason)
    {
        await Handle(Make.Text("1", body));

        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.ParkedDeadLetters]));
        Assert.Equal((reason, body), (letter.Reason, letter.Body));
    }

    [Fact]
    public async Task A_dead_letter_that_no_queue_takes_leaves_its_message_in_the_queue()
    {
        _region.Queues.Answer = (queue, _) => queue.Kind == QueueKind.ParkedDeadLetters ? SendOutcome.Failed("denied") : null;

        var report = await Handle(Make.Text("1", "?"), Parked("2", Make.There));

        Assert.Equal(["1"], report.FailedMessages);
        Assert.Equal((1, 0), (report.SentCount, report.DeadLetterCount));
    }

    private static QueueMessage Parked(string id, string target)
    {
        var packed = EnvelopePacker.Pack(new EnvelopeHeader(Make.Here, 1, Make.StartMs), [Make.Put(1)], new List<int>()).Single();
        return new QueueMessage(id, packed.WithTarget(target));
    }

    private void Down(QueueAddress target) => _region.Queues.Answer = (queue, _) => queue == target ? SendOutcome.Failed("down") : null;

    private Task<ForwardReport> Handle(params QueueMessage[] messages) => _region.Forward.HandleAsync(messages, Make.Scope, default).AsTask();
}
