using DataSync.Core.Capture;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Objects;

public sealed class ObjectCaptureHandlerTests
{
    private readonly MemoryLedger _ledger = new();
    private readonly MemoryObjectStore _objects = new();
    private readonly MemoryQueues _queues = new();
    private readonly FakeTimeProvider _time = new(Make.Start);

    [Fact]
    public async Task A_new_object_is_told_to_every_other_region_after_one_look()
    {
        _objects[MakeObject.Key()] = MakeObject.Plain();

        var report = await HandleAsync(MakeObject.Event(1, ms: 5));

        Assert.Equal((1, 0), (report.CapturedCount, report.FailedEvents.Count));
        Assert.Equal(["read"], _objects.Calls);
        var change = Assert.Single(Sent(Make.There));
        Assert.Equal((Make.Version(5, Make.Here), "e1", "bucket-here"), (change.Version, change.Object!.ETag, change.Object.Bucket));
        Assert.Equal(change, Assert.Single(Sent(Make.Third)));
    }

    [Fact]
    public async Task The_same_event_again_gives_the_same_version()
    {
        _objects[MakeObject.Key()] = MakeObject.Plain();

        await HandleAsync(MakeObject.Event(1));
        await HandleAsync(MakeObject.Event(1));

        Assert.Single(Sent(Make.There).Select(c => c.Version).Distinct());
    }

    [Fact]
    public async Task An_event_older_than_what_the_ledger_knows_says_nothing()
    {
        _objects[MakeObject.Key()] = MakeObject.Plain("e2");
        await HandleAsync(MakeObject.Event(2));
        _objects[MakeObject.Key()] = MakeObject.Plain("e3");

        var report = await HandleAsync(MakeObject.Event(1));

        Assert.Equal((0, 1), (report.CapturedCount, report.SupersededCount));
    }

    [Fact]
    public async Task One_event_for_two_writes_tells_the_one_that_is_there_with_its_own_time()
    {
        _objects[MakeObject.Key()] = MakeObject.Plain("second", modifiedMs: 60_000);

        await HandleAsync(MakeObject.Event(1, ms: 5));

        var change = Assert.Single(Sent(Make.There));
        Assert.Equal(("second", Make.Version(60_000, Make.Here)), (change.Object!.ETag, change.Version));
    }

    [Fact]
    public async Task The_services_own_write_is_an_echo()
    {
        _objects[MakeObject.Key()] = MakeObject.Stamped(Make.Version(1));

        var report = await HandleAsync(MakeObject.Event(1, by: "datasync-Apply"));

        Assert.Equal((1, 0), (report.EchoCount, report.CapturedCount));
        Assert.Empty(Sent(Make.There));
    }

    [Theory]
    [InlineData("application", true)]
    [InlineData("datasync-Apply", false)]
    public async Task Who_deleted_decides_whether_a_delete_is_told(string by, bool isTold)
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Tombstone = Make.Version(1), Seen = Make.Version(1), Written = Make.Version(1) };

        await HandleAsync(MakeObject.Event(1, isRemoval: true, ms: 5, by: by));

        Assert.Equal(isTold ? 1 : 0, Sent(Make.There).Count(c => c.IsDelete));
    }

    [Fact]
    public async Task Where_the_event_does_not_say_who_deleted_the_tombstone_does()
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Tombstone = Make.Version(1), Seen = Make.Version(1), Written = Make.Version(1) };

        await HandleAsync(MakeObject.Event(1, isRemoval: true, by: null));
        _ledger[MakeObject.Key()] = _ledger[MakeObject.Key()] with { Seen = Make.Version(3), Written = Make.Version(3) };
        await HandleAsync(MakeObject.Event(2, isRemoval: true, by: null));

        Assert.Single(Sent(Make.There), c => c.IsDelete);
    }

    [Fact]
    public async Task A_local_write_after_a_version_from_the_future_is_given_a_later_one()
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Seen = Make.Version(90_000), Written = Make.Version(90_000) };
        _objects[MakeObject.Key()] = MakeObject.Plain("mine");

        await HandleAsync(MakeObject.Event(1, ms: 5));

        Assert.True(Assert.Single(Sent(Make.There)).Version > Make.Version(90_000));
    }

    [Fact]
    public async Task A_put_of_the_service_over_a_newer_delete_is_taken_back()
    {
        _objects[MakeObject.Key()] = MakeObject.Stamped(Make.Version(1));
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Tombstone = Make.Version(2), Seen = Make.Version(2) };

        var report = await HandleAsync(MakeObject.Event(1, by: "datasync-Apply"));

        Assert.Equal(1, report.SettledCount);
        Assert.Null(_objects[MakeObject.Key()]);
    }

    [Fact]
    public async Task A_copy_put_back_with_its_old_metadata_is_a_local_write()
    {
        _objects[MakeObject.Key()] = MakeObject.Stamped(Make.Version(1));
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Seen = Make.Version(9), Written = Make.Version(9) };

        await HandleAsync(MakeObject.Event(4, ms: 3));

        Assert.True(Assert.Single(Sent(Make.There)).Version > Make.Version(9));
    }

    [Fact]
    public async Task A_local_write_lost_to_the_same_bytes_is_counted_and_what_is_there_is_told()
    {
        _objects[MakeObject.Key()] = MakeObject.Stamped(Make.Version(1));
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Local = Make.Version(2, Make.Here), LocalDigest = MakeObject.Plain("lost").Identity };

        var report = await HandleAsync(MakeObject.Event(1, by: "datasync-Apply"));

        Assert.Equal((1, 1), (report.SettledCount, report.ClobberedCount));
        Assert.True(Assert.Single(Sent(Make.There)).Version > Make.Version(2, Make.Here));
    }

    [Fact]
    public async Task Events_of_an_object_that_is_being_written_wait()
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Seen = Make.Version(1), Pending = Make.Version(1), PendingMs = Make.StartMs };

        var report = await HandleAsync(MakeObject.Event(1, isRemoval: true));

        Assert.Equal([0], report.WaitingEvents);
        Assert.Empty(report.FailedEvents);
        Assert.Empty(Sent(Make.There));
    }

    [Fact]
    public async Task A_store_that_fails_fails_the_events_of_that_object_only()
    {
        _objects[MakeObject.Key("b")] = MakeObject.Plain(name: "b");
        _objects.Before = (_, key) =>
        {
            if (key == MakeObject.Key())
            {
                throw new StoreException("down");
            }
        };

        var report = await HandleAsync(MakeObject.Event(1), MakeObject.Event(2, name: "b"), MakeObject.Event(3));

        Assert.Equal([0, 2], report.FailedEvents.Order());
        Assert.Equal("\"b\"", Assert.Single(Sent(Make.There)).Key.Json);
    }

    private ValueTask<ObjectCaptureReport> HandleAsync(params ObjectEvent[] events)
    {
        var fanOut = new FanOutSender(MakeObject.Options, _queues, new TargetBreaker(_time), new HoldWatch(new MemoryHolds(), _time), _time);
        return new ObjectCaptureHandler(MakeObject.Options, _ledger, _objects, fanOut, _time).HandleAsync(events, Make.Scope, CancellationToken.None);
    }

    private List<Change> Sent(string region) =>
        [.. _queues[new QueueAddress(QueueKind.Changes, region)].SelectMany(m => Make.Open(m).Changes)];
}
