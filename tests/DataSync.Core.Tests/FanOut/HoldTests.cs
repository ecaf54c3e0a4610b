using DataSync.Core.Apply;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Forward;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.FanOut;

public class HoldTests
{
    private static readonly QueueAddress ToThere = new(QueueKind.Changes, Make.There);
    private static readonly QueueAddress ToThird = new(QueueKind.Changes, Make.Third);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestRegion _region;

    public HoldTests() => _region = new TestRegion(_time);

    [Fact]
    public async Task A_region_on_hold_is_not_tried_and_its_changes_are_parked_for_it()
    {
        _region.Holds.Regions.Add(Make.There);

        var report = await Send(Make.Put(1), Make.Put(2, pk: "b"));

        Assert.Empty(_region.Queues[ToThere]);
        Assert.Single(_region.Queues[ToThird]);
        var parked = Assert.Single(_region.Queues[QueueKind.Parked]);
        Assert.Equal((Make.There, 2), (Make.Open(parked).Target, Make.Open(parked).Changes.Count));
        Assert.Equal((2, 2, 0), (report.HeldCount, report.SentCount, report.ParkedCount));
        Assert.Empty(report.FailedChanges);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public async Task A_hold_says_nothing_about_whether_the_region_can_be_reached()
    {
        _region.Holds.Regions.Add(Make.There);

        await Send(Make.Put(1));

        Assert.False(_region.Breaker.IsOpen(Make.There));
    }

    [Fact]
    public async Task What_is_held_and_cannot_be_parked_is_undone()
    {
        _region.Holds.Regions.Add(Make.There);
        _region.Queues.Answer = (queue, _) => queue.Kind == QueueKind.Parked ? SendOutcome.Failed("down") : null;

        var report = await Send(Make.Put(1));

        Assert.Equal([0], report.FailedChanges);
        Assert.Equal(0, report.HeldCount);
    }

    [Fact]
    public async Task Holds_that_cannot_be_read_leave_every_change_undone_and_nothing_is_sent()
    {
        _region.Holds.Failure = new StoreException("the ledger is down");

        var report = await Send(Make.Put(1), Make.Put(2, pk: "b"));

        Assert.Equal([0, 1], report.FailedChanges.Order());
        Assert.Equal(["the ledger is down"], report.Errors);
        Assert.Equal(0, _region.Queues.CallCount);
    }

    [Fact]
    public async Task Holds_are_read_once_in_five_seconds_however_many_batches_there_are()
    {
        await Send(Make.Put(1));
        await Send(Make.Put(2));
        _time.Advance(HoldWatch.ReadEvery - TimeSpan.FromMilliseconds(1));
        await Send(Make.Put(3));
        var before = _region.Holds.ReadCount;
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Send(Make.Put(4));

        Assert.Equal((1, 2), (before, _region.Holds.ReadCount));
    }

    [Fact]
    public async Task What_was_read_before_does_not_stand_in_for_a_read_that_fails()
    {
        await Send(Make.Put(1));
        _time.Advance(HoldWatch.ReadEvery);
        _region.Holds.Failure = new StoreException("the ledger is down");

        var failed = await Send(Make.Put(2));
        _region.Holds.Failure = null;
        var again = await Send(Make.Put(2));

        Assert.Equal([0], failed.FailedChanges);
        Assert.Empty(again.FailedChanges);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(240, 30)]
    [InlineData(86_400, 60)]
    public async Task What_is_parked_for_a_region_on_hold_comes_again_within_a_minute(int ageSeconds, int delaySeconds)
    {
        _region.Holds.Regions.Add(Make.There);
        _time.Advance(TimeSpan.FromSeconds(ageSeconds));

        var report = await Forward(Parked("1", Make.There), Parked("2", Make.Third));

        var again = Assert.Single(_region.Queues[QueueKind.Parked]);
        Assert.Equal((TimeSpan.FromSeconds(delaySeconds), Make.There), (again.Delay, Make.Open(again).Target));
        Assert.Equal((1, 1, 0), (report.HeldCount, report.SentCount, report.ParkedAgainCount));
        Assert.Equal(TimeSpan.FromSeconds(ageSeconds), report.OldestUnsent);
        Assert.Empty(_region.Queues[ToThere]);
        Assert.Empty(report.Errors);
        Assert.Empty(report.FailedMessages);
    }

    [Fact]
    public async Task A_released_region_gets_what_was_parked_for_it()
    {
        _region.Holds.Regions.Add(Make.There);
        await Forward(Parked("1", Make.There));
        _region.Holds.Regions.Clear();
        _time.Advance(HoldWatch.ReadEvery);

        var report = await Forward(new QueueMessage("2", _region.Queues[QueueKind.Parked][0].Body));

        Assert.Equal((1, 0), (report.SentCount, report.HeldCount));
        Assert.Equal([Make.Put(1)], Make.Open(Assert.Single(_region.Queues[ToThere])).Changes);
    }

    [Fact]
    public async Task While_the_holds_cannot_be_read_what_is_parked_stays_parked()
    {
        _region.Holds.Failure = new StoreException("the ledger is down");

        var report = await Forward(Parked("1", Make.There), Parked("2", Make.Third));

        Assert.Equal(2, _region.Queues[QueueKind.Parked].Count);
        Assert.Equal((0, 2), (report.SentCount, report.ParkedAgainCount));
        Assert.Equal(["the ledger is down"], report.Errors);
        Assert.Empty(report.FailedMessages);
    }

    [Fact]
    public async Task What_can_be_neither_sent_nor_parked_anew_is_delivered_again()
    {
        _region.Holds.Failure = new StoreException("the ledger is down");
        _region.Queues.Answer = (_, _) => SendOutcome.Failed("down");

        var report = await Forward(Parked("1", Make.There));

        Assert.Equal(["1"], report.FailedMessages);
    }

    private static QueueMessage Parked(string id, string target)
    {
        var packed = EnvelopePacker.Pack(new EnvelopeHeader(Make.Here, 1, Make.StartMs), [Make.Put(1)], new List<int>()).Single();
        return new QueueMessage(id, packed.WithTarget(target));
    }

    private Task<FanOutReport> Send(params Change[] changes) => _region.FanOut.SendAsync(changes, Make.Scope, default).AsTask();

    private Task<ForwardReport> Forward(params QueueMessage[] messages) => _region.Forward.HandleAsync(messages, Make.Scope, default).AsTask();
}
