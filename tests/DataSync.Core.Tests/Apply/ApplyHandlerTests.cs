using DataSync.Core.Apply;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Apply;

public class ApplyHandlerTests
{
    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestRegion _region;

    public ApplyHandlerTests() => _region = new TestRegion(_time);

    [Fact]
    public async Task A_put_costs_two_reads_and_one_write()
    {
        var report = await Handle(Make.Message("m", Make.Put(0)));

        Assert.Equal((1, 0), (_region.Ledger.ReadCount, _region.Ledger.WriteCount));
        Assert.Equal((1, 1), (_region.Items.ReadCount, _region.Items.WriteCount));
        Assert.Equal((1, 0, 0), (report.AppliedCount, _region.Queues.CallCount, report.FailedMessages.Count));
        Assert.Equal(StoredItem.Stamped(Make.Image(), Make.Version(0)), _region.Items[Make.Key()]);
    }

    [Fact]
    public async Task A_delete_leaves_a_tombstone_and_no_item()
    {
        await Handle(Make.Message("m", Make.Put(0)));

        var report = await Handle(Make.Message("m", Make.Delete(1)));

        Assert.Null(_region.Items[Make.Key()]);
        Assert.Equal(Make.Version(1), _region.Ledger[Make.Key()].Tombstone);
        Assert.Equal(1, report.AppliedCount);
    }

    [Fact]
    public async Task A_repetition_writes_nothing()
    {
        await Handle(Make.Message("m", Make.Put(0), Make.Delete(1, "b")));
        var writes = _region.Items.WriteCount + _region.Ledger.WriteCount;

        var report = await Handle(Make.Message("m", Make.Put(0), Make.Delete(1, "b")));

        Assert.Equal(2, report.DuplicateCount);
        Assert.Equal(writes, _region.Items.WriteCount + _region.Ledger.WriteCount);
    }

    [Fact]
    public async Task Older_write_never_replaces_a_newer_tombstone()
    {
        await Handle(Make.Message("m", Make.Delete(5)));

        var report = await Handle(Make.Message("n", Make.Put(4)));

        Assert.Equal(1, report.SupersededCount);
        Assert.Null(_region.Items[Make.Key()]);
    }

    [Fact]
    public async Task Of_one_items_changes_the_newest_goes_first_and_the_others_write_nothing()
    {
        var report = await Handle(Make.Message("m", Make.Put(1, 1), Make.Put(3, 3), Make.Put(2, 2)));

        Assert.Equal((1, 2), (report.AppliedCount, report.SupersededCount));
        Assert.Equal(1, _region.Items.WriteCount);
        Assert.Equal(Make.Image(3), _region.Items[Make.Key()]!.Content);
    }

    [Fact]
    public async Task An_older_change_is_applied_where_the_newest_cannot_be()
    {
        var report = await Handle(Make.Message("m", Make.Put(1, 1), Make.Put(3_600_000, 3)));

        Assert.Equal((1, 1), (report.AppliedCount, report.DeadLetterCount));
        Assert.Equal(Make.Image(1), _region.Items[Make.Key()]!.Content);
    }

    [Fact]
    public async Task A_change_over_an_unsequenced_local_write_comes_back_later_and_keeps_its_first_time()
    {
        _region.Items[Make.Key()] = Make.Plain(9);

        var report = await Handle(Make.Message("m", Make.Put(1)));
        var first = Assert.Single(_region.Queues[QueueKind.Changes]);
        _time.Advance(TimeSpan.FromSeconds(20));
        await Handle(new QueueMessage("n", first.Body));

        var second = _region.Queues[QueueKind.Changes][1];
        Assert.Equal((1, 0), (report.DeferredCount, report.FailedMessages.Count));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)], [first.Delay, second.Delay]);
        Assert.Equal([Make.StartMs, Make.StartMs], new[] { first, second }.Select(m => Make.Open(m).Changes.Single().SinceMs));
        Assert.Equal(0, Make.Open(second).Changes.Single().AttemptCount);
        Assert.Equal(Make.Plain(9), _region.Items[Make.Key()]);
    }

    [Fact]
    public async Task Content_that_nobody_knows_gives_way_once_it_must_be_older_than_the_service()
    {
        _region.Items[Make.Key()] = Make.Plain(9);
        _time.Advance(Make.Options.BaselineAfter);

        var report = await Handle(Make.Message("m", Make.Put(1) with { SinceMs = Make.StartMs }));

        Assert.Equal((1, 1), (report.AppliedCount, report.OverBaselineCount));
        Assert.Equal(Make.Image(1), _region.Items[Make.Key()]!.Content);
    }

    [Fact]
    public async Task A_store_that_fails_makes_only_its_change_come_back_with_growing_delays()
    {
        _region.Items.Before = (call, key) => Throw(call == StoreCall.Put && key == Make.Key("bad"), new StoreException("throttled"));

        var report = await Handle(Make.Message("m", Make.Put(1), Make.Put(2, pk: "bad"), Make.Put(3, pk: "c")));
        await Handle(new QueueMessage("n", _region.Queues[QueueKind.Changes][0].Body));

        var again = _region.Queues[QueueKind.Changes];
        Assert.Equal((2, 1, 0), (report.AppliedCount, report.RetriedCount, report.FailedMessages.Count));
        Assert.Equal([1, 2], again.Select(m => Make.Open(m).Changes.Single().AttemptCount));
        Assert.Equal([Backoff.ForAttempt(1), Backoff.ForAttempt(2)], again.Select(m => m.Delay));
        Assert.All(again, m => Assert.Equal(Make.Key("bad"), Make.Open(m).Changes.Single().Key));
        Assert.Equal(["throttled"], report.Errors);
    }

    [Fact]
    public async Task A_store_that_throttles_uses_up_no_attempt_and_is_asked_again_ever_later()
    {
        _region.Items.Before = (_, _) => throw new StoreException("no room") { IsThrottling = true };

        var report = await Handle(Make.Message("m", Make.Put(1) with { AttemptCount = 9 }));
        var first = Assert.Single(_region.Queues[QueueKind.Changes]);
        _time.Advance(TimeSpan.FromSeconds(20));
        await Handle(new QueueMessage("n", first.Body));

        var again = _region.Queues[QueueKind.Changes];
        Assert.Equal((1, 0, 0, 0), (report.ThrottledCount, report.RetriedCount, report.DeadLetterCount, report.FailedMessages.Count));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)], again.Select(m => m.Delay));
        Assert.Equal([(9, Make.StartMs), (9, Make.StartMs)], again.Select(m => Make.Open(m).Changes.Single()).Select(c => (c.AttemptCount, c.SinceMs)));
        Assert.Equal(["no room"], report.Errors);
    }

    [Fact]
    public async Task A_change_that_was_throttled_for_hours_is_applied_once_there_is_room()
    {
        _region.Items.Before = (_, _) => throw new StoreException("no room") { IsThrottling = true };
        await Handle(Make.Message("m", Make.Put(1)));
        for (var minutes = 0; minutes < 300; minutes++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Handle(new QueueMessage("n", _region.Queues[QueueKind.Changes][^1].Body));
        }

        _region.Items.Before = (_, _) => { };
        var report = await Handle(new QueueMessage("o", _region.Queues[QueueKind.Changes][^1].Body));

        Assert.Equal((1, 0), (report.AppliedCount, _region.Queues[QueueKind.ChangesDeadLetters].Count));
        Assert.Equal(Make.Image(), _region.Items[Make.Key()]!.Content);
    }

    [Fact]
    public async Task What_is_sent_on_keeps_its_origin_its_hops_and_its_first_send()
    {
        _region.Items[Make.Key()] = Make.Plain(9);
        var header = new EnvelopeHeader(Make.There, 2, Make.StartMs - 5_000);
        var packed = EnvelopePacker.Pack(header, [Make.Put(1)], new List<int>())[0];

        await Handle(new QueueMessage("m", packed.Json));

        var again = Make.Open(Assert.Single(_region.Queues[QueueKind.Changes]));
        Assert.Equal((Make.There, 2, Make.StartMs - 5_000), (again.Origin, again.Hops, again.SentMs));
    }

    [Fact]
    public async Task Changes_of_many_messages_that_wait_alike_come_back_in_one()
    {
        var keys = new[] { "a", "b", "c" };
        foreach (var pk in keys)
        {
            _region.Items[Make.Key(pk)] = Make.Plain(9, pk);
        }

        await Handle([.. keys.Select((pk, i) => Make.Message(pk, Make.Put(i, pk: pk)))]);

        Assert.Equal(3, Make.Open(Assert.Single(_region.Queues[QueueKind.Changes])).Changes.Count);
    }

    [Fact]
    public async Task A_resend_that_fails_leaves_exactly_its_messages_in_the_queue()
    {
        _region.Items[Make.Key()] = Make.Plain(9);
        _region.Queues.Answer = (_, _) => SendOutcome.Failed("denied");

        var report = await Handle(Make.Message("good", Make.Put(1, pk: "b")), Make.Message("m", Make.Put(1)));

        Assert.Equal(["m"], report.FailedMessages);
        Assert.Single(report.Errors);
    }

    [Fact]
    public async Task A_message_without_changes_is_a_heartbeat_of_its_origin()
    {
        var report = await Handle(Make.Message("1"), Make.Message("2"));

        Assert.Equal([KeyValuePair.Create(Make.There, 2)], report.Heartbeats);
        Assert.Equal(0, _region.Queues.CallCount);
    }

    [Fact]
    public async Task An_overwritten_local_write_is_a_conflict_where_it_was_made_and_nowhere_else()
    {
        _region.Ledger[Make.Key()] = new LedgerRow(Make.Version(5, Make.Here), Make.Position(1), Make.Image(1).Digest, default);
        _region.Items[Make.Key()] = Make.Plain(1);
        _region.Items[Make.Key("b")] = StoredItem.Stamped(Make.Image(1, "b"), Make.Version(5, Make.Third));

        var report = await Handle(Make.Message("m", Make.Put(9, 2), Make.Put(9, 2, "b")));

        Assert.Equal((2, 1), (report.AppliedCount, report.ConflictCount));
    }

    [Fact]
    public async Task Overwriting_what_the_change_knew_of_is_no_conflict()
    {
        _region.Ledger[Make.Key()] = new LedgerRow(Make.Version(5, Make.Here), Make.Position(1), Make.Image(1).Digest, default);
        _region.Items[Make.Key()] = Make.Plain(1);

        var report = await Handle(Make.Message("m", Make.Put(9, 2) with { Base = Make.Version(5, Make.Here) }));

        Assert.Equal((1, 0), (report.AppliedCount, report.ConflictCount));
    }

    [Fact]
    public async Task An_item_that_changes_between_read_and_write_is_looked_at_again()
    {
        var changes = 0;
        _region.Items.Before = (call, key) =>
        {
            if (call == StoreCall.Put && changes++ < 3)
            {
                _region.Items[key] = StoredItem.Stamped(Make.Image(changes), Make.Version(changes));
            }
        };

        var report = await Handle(Make.Message("m", Make.Put(9)));

        Assert.Equal(1, report.AppliedCount);
        Assert.Equal(Make.Version(9), _region.Items[Make.Key()]!.Stamp!.Value.Version);
    }

    [Fact]
    public async Task An_item_that_never_rests_is_put_off_and_not_fought_over()
    {
        var changes = 0;
        _region.Items.Before = (call, key) =>
        {
            if (call == StoreCall.Put)
            {
                _region.Items[key] = StoredItem.Stamped(Make.Image(++changes), Make.Version(changes));
            }
        };

        var report = await Handle(Make.Message("m", Make.Put(900)));

        Assert.Equal(1, report.DeferredCount);
        Assert.InRange(changes, 2, 20);
    }

    [Fact]
    public async Task What_the_guard_could_not_see_is_counted()
    {
        _region.Items.Answer = GuardedWrite.WrittenOverUnseen;

        var report = await Handle(Make.Message("m", Make.Put(1)));

        Assert.Equal((1, 1), (report.AppliedCount, report.OverUnseenCount));
    }

    [Fact]
    public async Task Lag_is_measured_from_the_write_and_from_the_first_send()
    {
        _time.Advance(TimeSpan.FromSeconds(3));

        var report = await Handle(Make.Message("m", Make.Put(1_000)));

        Assert.Equal([new AppliedLag(Make.There, 2_000, 3_000)], report.Lags);
    }

    [Fact]
    public async Task Any_order_of_delivery_ends_in_the_newest_state()
    {
        Change[] changes = [Make.Put(1, 1), Make.Delete(2), Make.Put(3, 3, region: Make.Third), Make.Put(3, 4), Make.Delete(2, region: Make.Third)];
        for (var seed = 0; seed < 60; seed++)
        {
            var region = new TestRegion(_time);
            var order = changes.Concat(changes).ToArray();
            new Random(seed).Shuffle(order);

            foreach (var change in order)
            {
                await region.Apply.HandleAsync([Make.Message("m", change)], Make.Scope, default);
            }

            Assert.Equal(StoredItem.Stamped(Make.Image(4), Make.Version(3)), region.Items[Make.Key()]);
        }
    }

    [Fact]
    public async Task A_cancelled_invocation_ends_with_its_cancellation()
    {
        _region.Items.Before = (_, _) => throw new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Handle(Make.Message("m", Make.Put(1))));
    }

    private static void Throw(bool condition, Exception exception)
    {
        if (condition)
        {
            throw exception;
        }
    }

    private Task<ApplyReport> Handle(params QueueMessage[] messages) => _region.Apply.HandleAsync(messages, Make.Scope, default).AsTask();
}
