using DataSync.Core.DeadLetters;
using DataSync.Core.FanOut;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.FanOut;

public class FanOutSenderTests
{
    private static readonly QueueAddress ToThere = new(QueueKind.Changes, Make.There);
    private static readonly QueueAddress ToThird = new(QueueKind.Changes, Make.Third);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestRegion _region;

    public FanOutSenderTests() => _region = new TestRegion(_time);

    [Fact]
    public async Task Full_batches_share_messages()
    {
        var report = await Send([.. Enumerable.Range(0, 200).Select(i => Make.Put(i, region: Make.Here))]);

        Assert.Equal((400, 2), (report.SentCount, report.MessageCount));
        Assert.Equal((1, 1), (_region.Queues[ToThere].Count, _region.Queues[ToThird].Count));
    }

    [Fact]
    public async Task Nothing_to_send_is_a_heartbeat_to_every_other_region()
    {
        var report = await Send();

        Assert.Equal((0, 2), (report.SentCount, report.MessageCount));
        var heartbeat = Make.Open(Assert.Single(_region.Queues[ToThere]));
        Assert.Equal((Make.Here, 1, Make.StartMs), (heartbeat.Origin, heartbeat.Hops, heartbeat.SentMs));
    }

    [Fact]
    public async Task A_region_that_is_down_is_tried_once_and_then_left_alone()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere ? SendOutcome.Failed("down") : null;

        await Send(Make.Put(1));
        var calls = _region.Queues.CallCount;
        var report = await Send(Make.Put(2));

        Assert.Equal((3, 2), (calls, _region.Queues.CallCount - calls));
        Assert.Equal((1, 1), (report.ParkedCount, report.SentCount));
        Assert.Empty(report.FailedChanges);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public async Task A_region_that_takes_some_messages_is_not_down()
    {
        var sends = 0;
        _region.Queues.Answer = (queue, _) => queue == ToThere && sends++ == 0 ? SendOutcome.Failed("throttled") : null;
        var large = Enumerable.Range(0, 900).Select(i => Make.Put(i)).ToArray();

        var report = await Send(large);

        Assert.False(_region.Breaker.IsOpen(Make.There));
        Assert.True(report.ParkedCount > 0 && report.ParkedCount < 900);
        Assert.Equal(1_800, report.SentCount + report.ParkedCount);
    }

    [Fact]
    public async Task A_message_refused_for_good_is_a_dead_letter_with_the_envelope_and_is_not_parked()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere ? SendOutcome.Refused("invalid") : null;

        var report = await Send(Make.Put(1));

        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.CaptureDeadLetters]));
        Assert.Equal(DeadLetterReason.Rejected, letter.Reason);
        Assert.Equal([Make.Put(1)], new Core.Envelopes.EnvelopeReader().Read(letter.Payload).Changes);
        Assert.Empty(_region.Queues[QueueKind.Parked]);
        Assert.Empty(report.FailedChanges);
    }

    [Fact]
    public async Task A_refused_message_without_a_dead_letter_leaves_its_changes_undone()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere ? SendOutcome.Refused("invalid") : queue == ToThird ? null : SendOutcome.Failed("denied");

        var report = await Send(Make.Put(1), Make.Put(2, pk: "b"));

        Assert.Equal([0, 1], report.FailedChanges.Order());
    }

    [Fact]
    public async Task Exactly_the_changes_of_an_envelope_that_is_safe_nowhere_are_undone()
    {
        var parked = 0;
        _region.Queues.Answer = (queue, _) => queue == ToThere || (queue.Kind == QueueKind.Parked && parked++ == 1) ? SendOutcome.Failed("down") : null;

        var report = await Send([.. Enumerable.Range(0, 900).Select(i => Make.Put(i))]);

        var first = Make.Open(_region.Queues[QueueKind.Parked][0]).Changes.Count;
        Assert.Equal(first, report.FailedChanges.Min());
        Assert.Equal(900 - report.ParkedCount, report.FailedChanges.Count);
    }

    [Fact]
    public async Task A_region_alone_sends_nothing()
    {
        var alone = new TestRegion(_time, Make.Options with { Regions = [Make.Here] });

        var report = await alone.FanOut.SendAsync([Make.Put(1)], Make.Scope, default);

        Assert.Equal((0, 0), (alone.Queues.CallCount, report.SentCount));
    }

    private Task<FanOutReport> Send(params Core.Envelopes.Change[] changes) => _region.FanOut.SendAsync(changes, Make.Scope, default).AsTask();
}
