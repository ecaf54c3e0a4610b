using System.Text;
using DataSync.Core.Capture;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Capture;

public class CaptureHandlerTests
{
    private static readonly QueueAddress ToThere = new(QueueKind.Changes, Make.There);
    private static readonly QueueAddress ToThird = new(QueueKind.Changes, Make.Third);

    private readonly FakeTimeProvider _time = new(Make.Start);
    private readonly TestRegion _region;

    public CaptureHandlerTests() => _region = new TestRegion(_time);

    [Fact]
    public async Task A_local_write_costs_one_ledger_write_and_no_read()
    {
        var report = await Handle(Make.Record(1, null, Make.Plain(1)));

        Assert.Equal((1, 0), (_region.Ledger.WriteCount, _region.Ledger.ReadCount));
        Assert.Equal((0, 0), (_region.Items.WriteCount, _region.Items.ReadCount));
        Assert.Equal(2, _region.Queues.CallCount);
        Assert.Equal((1, null), (report.CapturedCount, report.FirstFailedRecord));
    }

    [Fact]
    public async Task A_local_write_reaches_every_other_region_with_its_version()
    {
        await Handle(Make.Record(1, null, Make.Plain(1)), Make.Record(2, Make.Plain(1, "b"), null, "b"));

        var changes = Sent(ToThere);
        Assert.Equal([Make.Version(0, Make.Here), Make.Version(0, Make.Here)], changes.Select(c => c.Version));
        Assert.Equal([Make.Image(1), null], changes.Select(c => c.Image));
        Assert.Equal(changes, Sent(ToThird));
        Assert.Equal(Make.Image(1).Digest, _region.Ledger[Make.Key()].LocalDigest);
        Assert.Null(_region.Ledger[Make.Key("b")].LocalDigest);
    }

    [Fact]
    public async Task An_echo_costs_one_ledger_read()
    {
        var report = await Handle(Make.Record(1, null, StoredItem.Stamped(Make.Image(), Make.Version(0))));

        Assert.Equal((0, 1), (_region.Ledger.WriteCount, _region.Ledger.ReadCount));
        Assert.Equal((0, 0, 0), (_region.Items.WriteCount, _region.Items.ReadCount, _region.Queues.CallCount));
        Assert.Equal((1, 0, 0), (report.EchoCount, report.SettledCount, report.CapturedCount));
    }

    [Fact]
    public async Task Of_consecutive_local_writes_only_the_newest_is_sequenced_and_sent()
    {
        var report = await Handle(
            Make.Record(1, null, Make.Plain(1)), Make.Record(2, Make.Plain(1), Make.Plain(2)), Make.Record(3, Make.Plain(2), Make.Plain(3)));

        Assert.Equal([Make.Image(3)], Sent(ToThere).Select(c => c.Image));
        Assert.Equal((1, 1), (report.CapturedCount, _region.Ledger.WriteCount));
    }

    [Fact]
    public async Task An_echo_between_local_writes_parts_them()
    {
        var stamped = StoredItem.Stamped(Make.Image(2), Make.Version(0));

        var report = await Handle(
            Make.Record(1, null, Make.Plain(1)), Make.Record(2, Make.Plain(1), stamped), Make.Record(3, stamped, Make.Plain(3)));

        Assert.Equal([Make.Image(1), Make.Image(3)], Sent(ToThere).Select(c => c.Image));
        Assert.Equal((2, 1), (report.CapturedCount, report.EchoCount));
    }

    [Fact]
    public async Task A_handler_that_runs_again_gives_the_same_version()
    {
        var record = Make.Record(1, null, Make.Plain(1));
        await Handle(record);
        _time.Advance(TimeSpan.FromHours(1));

        await Handle(record);

        var sent = Sent(ToThere);
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0], sent[1]);
    }

    [Fact]
    public async Task A_record_that_was_coalesced_away_before_is_not_sent_under_the_newer_version()
    {
        var older = Make.Record(1, null, Make.Plain(1));
        await Handle(older, Make.Record(2, Make.Plain(1), Make.Plain(2)));

        var report = await Handle(older);

        Assert.Equal((0, 1, null), (report.CapturedCount, report.SupersededCount, report.FirstFailedRecord));
        Assert.Single(Sent(ToThere));
    }

    [Fact]
    public async Task A_version_is_after_the_tombstone_when_nothing_was_there()
    {
        _region.Ledger[Make.Key()] = new LedgerRow(ItemVersion.Zero, StreamPosition.None, null, Make.Version(5_000));

        await Handle(Make.Record(1, null, Make.Plain(1)));

        var change = Assert.Single(Sent(ToThere));
        Assert.Equal(Make.Version(5_000, Make.Here, counter: 1), change.Version);
        Assert.Equal(Make.Version(5_000), change.Base);
        Assert.Equal(Make.Version(5_000), _region.Ledger[Make.Key()].Tombstone);
    }

    [Fact]
    public async Task A_version_is_after_every_stamp_in_sight()
    {
        var old = StoredItem.Stamped(Make.Image(1), Make.Version(7_000, counter: 3));

        await Handle(Make.Record(1, old, new StoredItem(Make.Image(2), old.Stamp)));

        Assert.Equal(Make.Version(7_000, Make.Here, counter: 4), Assert.Single(Sent(ToThere)).Version);
    }

    [Fact]
    public async Task An_unreachable_region_has_its_changes_parked_and_the_records_are_done()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere ? SendOutcome.Failed("timed out") : null;

        var report = await Handle(Make.Record(1, null, Make.Plain(1)));

        Assert.Null(report.FirstFailedRecord);
        Assert.Equal((1, 1), (report.FanOut!.ParkedCount, report.FanOut.SentCount));
        Assert.Equal(Make.There, Make.Open(Assert.Single(_region.Queues[QueueKind.Parked])).Target);
        Assert.Equal(["eu-west-1: timed out"], report.FanOut.Errors);
        Assert.Single(Sent(ToThird));
    }

    [Fact]
    public async Task A_slow_region_delays_no_other_region()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _region.Queues.Hold = queue => queue == ToThere ? gate.Task : Task.CompletedTask;

        var run = Handle(Make.Record(1, null, Make.Plain(1)));

        Assert.Single(Sent(ToThird));
        Assert.False(run.IsCompleted);
        gate.SetResult();
        await run;
    }

    [Fact]
    public async Task When_a_change_is_safe_nowhere_the_stream_goes_on_from_its_lowest_record()
    {
        _region.Queues.Answer = (queue, _) => queue == ToThere || queue.Kind == QueueKind.Parked ? SendOutcome.Failed("down") : null;
        var echo = StoredItem.Stamped(Make.Image(1, "e"), Make.Version(0));

        var report = await Handle(
            Make.Record(1, null, echo, "e"), Make.Record(2, null, Make.Plain(1)), Make.Record(3, Make.Plain(1), Make.Plain(2)), Make.Record(4, null, Make.Plain(1, "b"), "b"));

        Assert.Equal(1, report.FirstFailedRecord);
        Assert.Contains("parked: down", Assert.Single(report.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_fails_for_one_item_stops_no_other()
    {
        _region.Ledger.Before = (_, key) => Throw(key, "b", new StoreException("throttled"));

        var report = await Handle(
            Make.Record(1, null, Make.Plain(1)), Make.Record(2, null, Make.Plain(1, "b"), "b"), Make.Record(3, null, Make.Plain(1, "c"), "c"));

        Assert.Equal((1, 2), (report.FirstFailedRecord, report.CapturedCount));
        Assert.Equal(["throttled"], report.Errors);
        Assert.Equal(2, Sent(ToThere).Count);
    }

    [Fact]
    public async Task A_ledger_that_refuses_for_good_makes_a_dead_letter()
    {
        _region.Ledger.Before = (_, key) => Throw(key, "b", new StoreException(DeadLetterReason.Rejected, isRetryable: false, "no such table"));

        var report = await Handle(Make.Record(1, null, Make.Plain(1, "b"), "b"));

        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.CaptureDeadLetters]));
        Assert.Equal((DeadLetterReason.Rejected, "StoreException"), (letter.Reason, letter.ExceptionType));
        Assert.Contains("no such table", letter.Detail, StringComparison.Ordinal);
        Assert.Null(report.FirstFailedRecord);
    }

    [Fact]
    public async Task A_stamp_from_the_future_makes_a_dead_letter_with_the_record_and_blocks_nothing()
    {
        var forged = StoredItem.Stamped(Make.Image(1), Make.Version(11 * 60_000));
        var record = Make.Record(1, forged, new StoredItem(Make.Image(2), forged.Stamp));

        var report = await Handle(record, Make.Record(2, null, Make.Plain(1, "b"), "b"));

        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.CaptureDeadLetters]));
        Assert.Equal((DeadLetterReason.MalformedRecord, true, Make.Here), (letter.Reason, letter.IsRecord, letter.Region));
        Assert.Equal(record.Json.ToArray(), letter.Payload.ToArray());
        Assert.Contains("Remove the attribute '_sync'", letter.Detail, StringComparison.Ordinal);
        Assert.Equal((1, 1, null), (report.DeadLetterCount, report.CapturedCount, report.FirstFailedRecord));
    }

    [Fact]
    public async Task A_dead_letter_that_no_queue_takes_leaves_its_record_undone()
    {
        _region.Queues.Answer = (queue, _) => queue.Kind == QueueKind.CaptureDeadLetters ? SendOutcome.Failed("denied") : null;
        var forged = StoredItem.Stamped(Make.Image(1), Make.Version(11 * 60_000));

        var report = await Handle(Make.Record(1, null, Make.Plain(1, "b"), "b"), Make.Record(2, forged, new StoredItem(Make.Image(2), forged.Stamp)));

        Assert.Equal((1, 0), (report.FirstFailedRecord, report.DeadLetterCount));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_takes_no_readable_one_with_it()
    {
        var stamp = new Stamp(Make.Version(0), Make.Image(1).Digest, true);
        var unreadable = StoredItem.Scan(Encoding.UTF8.GetBytes($$$"""{"_sync":{"S":"{{{stamp}}}"},"x":{"?":1} }"""), "_sync");

        var report = await Handle(Make.Record(1, null, Make.Plain(1)), Make.Record(2, unreadable, null));

        Assert.Equal([Make.Image(1)], Sent(ToThere).Select(c => c.Image));
        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.CaptureDeadLetters]));
        Assert.Equal("""{"sequence":2 }""", Make.TextOf(letter.Payload.Span));
        Assert.Equal((1, 1, null), (report.CapturedCount, report.DeadLetterCount, report.FirstFailedRecord));
    }

    [Fact]
    public async Task A_ledger_row_that_an_applier_changes_meanwhile_is_looked_at_again()
    {
        var changes = 0;
        _region.Ledger[Make.Key()] = new LedgerRow(ItemVersion.Zero, StreamPosition.None, null, Make.Version(5_000));
        _region.Ledger.Before = (call, key) =>
        {
            if (call == StoreCall.Replace && changes++ < 3)
            {
                _region.Ledger[key] = _region.Ledger[key] with { Tombstone = Make.Version(6_000 + changes) };
            }
        };

        await Handle(Make.Record(1, null, Make.Plain(1)));

        Assert.Equal(Make.Version(6_003, Make.Here, counter: 1), Assert.Single(Sent(ToThere)).Version);
        Assert.Equal(Make.Version(6_003), _region.Ledger[Make.Key()].Tombstone);
    }

    [Fact]
    public async Task A_ledger_row_that_never_rests_leaves_the_record_undone()
    {
        var changes = 0;
        _region.Ledger[Make.Key()] = new LedgerRow(ItemVersion.Zero, StreamPosition.None, null, Make.Version(5_000));
        _region.Ledger.Before = (call, key) =>
        {
            if (call == StoreCall.Replace)
            {
                _region.Ledger[key] = _region.Ledger[key] with { Tombstone = Make.Version(6_000 + changes++) };
            }
        };

        var report = await Handle(Make.Record(1, null, Make.Plain(1)));

        Assert.Equal(0, report.FirstFailedRecord);
        Assert.InRange(changes, 2, 50);
    }

    [Fact]
    public async Task A_newer_local_write_that_the_service_overwrote_is_brought_back()
    {
        await Handle(Make.Record(1, null, Make.Plain(1), writtenMs: 9_000));
        var service = StoredItem.Stamped(Make.Image(2), Make.Version(5_000));
        _region.Items[Make.Key()] = service;

        var report = await Handle(Make.Record(2, Make.Plain(1), service));

        Assert.Equal(1, report.SettledCount);
        Assert.Equal(StoredItem.Stamped(Make.Image(1), Make.Version(9_000, Make.Here)), _region.Items[Make.Key()]);
    }

    [Fact]
    public async Task An_item_that_came_back_older_than_its_delete_is_removed()
    {
        _region.Ledger[Make.Key()] = new LedgerRow(ItemVersion.Zero, StreamPosition.None, null, Make.Version(5_000));
        var late = StoredItem.Stamped(Make.Image(2), Make.Version(4_000));
        _region.Items[Make.Key()] = late;

        var report = await Handle(Make.Record(1, null, late));

        Assert.Equal(1, report.SettledCount);
        Assert.Null(_region.Items[Make.Key()]);
    }

    [Fact]
    public async Task A_change_too_large_for_a_message_becomes_a_dead_letter_that_names_the_item()
    {
        var noise = new byte[900_000];
        new Random(1).NextBytes(noise);
        var large = StoredItem.Parse($$$"""{"b":{"B":"{{{Convert.ToBase64String(noise)}}}"} }""");

        var report = await Handle(Make.Record(1, null, large), Make.Record(2, null, Make.Plain(1, "b"), "b"));

        var letter = Make.Letter(Assert.Single(_region.Queues[QueueKind.CaptureDeadLetters]));
        Assert.Equal(DeadLetterReason.ChangeTooLarge, letter.Reason);
        Assert.Contains(Make.Key().Json, letter.Detail, StringComparison.Ordinal);
        Assert.Null(report.FirstFailedRecord);
        Assert.Single(Sent(ToThere));
    }

    [Fact]
    public async Task Unreadable_records_are_buried_as_json_or_as_text()
    {
        Assert.True(await _region.Capture.BuryAsync("""{"a":1}"""u8.ToArray(), "why", Make.Scope, default));
        Assert.True(await _region.Capture.BuryTextAsync("not json \u0001", "why", Make.Scope, default));

        var letters = _region.Queues[QueueKind.CaptureDeadLetters].Select(Make.Letter).ToList();
        Assert.Equal(("""{"a":1}""", true), (Make.TextOf(letters[0].Payload.Span), letters[0].IsRecord));
        Assert.Equal("not json \u0001", letters[1].Body);
    }

    [Fact]
    public async Task A_cancelled_invocation_ends_with_its_cancellation()
    {
        _region.Ledger.Before = (_, _) => throw new OperationCanceledException();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Handle(Make.Record(1, null, Make.Plain(1))));
    }

    private static void Throw(ItemKey key, string pk, Exception exception)
    {
        if (key == Make.Key(pk))
        {
            throw exception;
        }
    }

    private Task<CaptureReport> Handle(params StreamRecord[] records) => _region.Capture.HandleAsync(records, Make.Scope, default).AsTask();

    private List<Change> Sent(QueueAddress queue) => [.. _region.Queues[queue].SelectMany(m => Make.Open(m).Changes)];
}
