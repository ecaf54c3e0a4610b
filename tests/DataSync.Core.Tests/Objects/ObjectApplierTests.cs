using DataSync.Core.Apply;
using DataSync.Core.Envelopes;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Tests.Support;
using DataSync.Core.Versions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Objects;

public sealed class ObjectApplierTests
{
    private readonly MemoryLedger _ledger = new();
    private readonly MemoryObjectStore _objects = new() { Sources = { "e1", "e2" } };
    private readonly FakeTimeProvider _time = new(Make.Start);

    [Fact]
    public async Task A_new_object_costs_one_look_and_one_copy()
    {
        var result = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal(ApplyOutcome.Applied, result.Outcome);
        Assert.Equal(["read", "copy"], _objects.Calls);
        Assert.Equal(Make.Version(1), _objects[MakeObject.Key()]!.Stamp!.Value.Version);
        Assert.Equal((Make.Version(1), Make.Version(1), ItemVersion.Zero), (Row.Seen, Row.Written, Row.Pending));
    }

    [Fact]
    public async Task An_older_change_never_replaces_a_newer_object()
    {
        await ApplyAsync(MakeObject.Put(2, "e2"));

        var result = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal(ApplyOutcome.Superseded, result.Outcome);
        Assert.Equal("e2", _objects[MakeObject.Key()]!.ETag);
    }

    [Fact]
    public async Task An_older_put_never_brings_a_deleted_object_back()
    {
        await ApplyAsync(MakeObject.Delete(2));

        var result = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal(ApplyOutcome.Superseded, result.Outcome);
        Assert.Null(_objects[MakeObject.Key()]);
        Assert.Equal(Make.Version(2), Row.Tombstone);
    }

    [Fact]
    public async Task A_local_write_that_is_not_sequenced_yet_is_left_alone()
    {
        _objects[MakeObject.Key()] = MakeObject.Plain("local");

        var result = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal(ApplyOutcome.Deferred, result.Outcome);
        Assert.Equal("local", _objects[MakeObject.Key()]!.ETag);
        Assert.Equal(default, Row);
    }

    [Fact]
    public async Task What_was_there_before_the_service_yields_after_its_waiting_time()
    {
        _objects[MakeObject.Key()] = MakeObject.Plain("old");

        var result = await ApplyAsync(MakeObject.Put(1), SyncOptions.DefaultBaselineAfter);

        Assert.Equal((ApplyOutcome.Applied, true), (result.Outcome, result.IsOverBaseline));
    }

    [Fact]
    public async Task An_object_that_was_written_here_and_is_gone_waits_for_the_event_of_its_delete()
    {
        await ApplyAsync(MakeObject.Put(1));
        _objects[MakeObject.Key()] = null;

        var result = await ApplyAsync(MakeObject.Put(2, "e2"));

        Assert.Equal(ApplyOutcome.Deferred, result.Outcome);
    }

    [Fact]
    public async Task While_one_version_is_being_written_another_waits_until_the_lease_is_over()
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Pending = Make.Version(5), PendingMs = Make.StartMs, Seen = Make.Version(5) };
        _objects[MakeObject.Key()] = MakeObject.Stamped(Make.Version(0), "e2");

        var during = await ApplyAsync(MakeObject.Put(6));
        _time.Advance(ObjectLease.Length);
        var after = await ApplyAsync(MakeObject.Put(6));

        Assert.Equal((ApplyOutcome.Deferred, ApplyOutcome.Applied), (during.Outcome, after.Outcome));
    }

    [Fact]
    public async Task A_second_delivery_goes_on_when_the_first_must_have_died()
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Pending = Make.Version(1), PendingMs = Make.StartMs, Seen = Make.Version(1) };

        var during = await ApplyAsync(MakeObject.Put(1));
        _time.Advance(ObjectLease.LengthForItself);
        var after = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal((ApplyOutcome.Deferred, ApplyOutcome.Applied), (during.Outcome, after.Outcome));
        Assert.Equal(ItemVersion.Zero, Row.Pending);
    }

    [Fact]
    public async Task A_duplicate_does_not_give_back_the_lease_of_a_delivery_that_may_still_write()
    {
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Pending = Make.Version(1), PendingMs = Make.StartMs, Seen = Make.Version(1) };
        _objects[MakeObject.Key()] = MakeObject.Stamped(Make.Version(1), "e2");

        var during = await ApplyAsync(MakeObject.Put(1));
        var pending = Row.Pending;
        _time.Advance(ObjectLease.LengthForItself);
        var after = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal((ApplyOutcome.Deferred, ApplyOutcome.Duplicate), (during.Outcome, after.Outcome));
        Assert.Equal((Make.Version(1), ItemVersion.Zero), (pending, Row.Pending));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_copy_that_was_refused_the_next_delivery_need_not_wait(bool isRefusal)
    {
        _objects.Before = (call, _) =>
        {
            if (call == "copy")
            {
                throw new StoreException("503") { IsRefusal = isRefusal };
            }
        };
        await Assert.ThrowsAsync<StoreException>(async () => await ApplyAsync(MakeObject.Put(1)));
        _objects.Before = null;

        var next = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal(isRefusal ? ApplyOutcome.Applied : ApplyOutcome.Deferred, next.Outcome);
    }

    [Fact]
    public async Task A_source_that_has_been_replaced_is_superseded()
    {
        var result = await ApplyAsync(MakeObject.Put(1, "gone"));

        Assert.Equal((ApplyOutcome.Superseded, true), (result.Outcome, result.IsSourceGone));
        Assert.Equal((ItemVersion.Zero, ItemVersion.Zero), (Row.Pending, Row.Written));
    }

    [Fact]
    public async Task An_object_replaced_between_look_and_copy_is_looked_at_again()
    {
        _objects.Before = (call, key) =>
        {
            if (call == "copy")
            {
                _objects.Before = null;
                _objects[key] = MakeObject.Plain("local");
            }
        };

        var result = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal(ApplyOutcome.Deferred, result.Outcome);
        Assert.Equal("local", _objects[MakeObject.Key()]!.ETag);
    }

    [Fact]
    public async Task A_copy_that_ran_out_of_time_says_how_to_go_on()
    {
        _objects.Unfinished = "upload-1";

        var result = await ApplyAsync(MakeObject.Put(1));

        Assert.Equal((ApplyOutcome.Deferred, "upload-1"), (result.Outcome, result.UploadId));
        Assert.Equal(ItemVersion.Zero, Row.Pending);
    }

    [Fact]
    public async Task A_local_write_that_loses_is_kept_and_counted()
    {
        var local = MakeObject.Plain("local");
        _objects[MakeObject.Key()] = local;
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Local = Make.Version(1, Make.Here), LocalDigest = local.Identity };

        var result = await ApplyAsync(MakeObject.Put(2));

        Assert.True(result.IsConflict);
        Assert.Equal([$"local {Make.Version(1, Make.Here)} lost to {Make.Version(2)}"], _objects.Kept);
        Assert.Equal(["read", "keep", "copy"], _objects.Calls);
    }

    [Fact]
    public async Task A_write_that_follows_the_local_one_is_no_conflict()
    {
        var local = MakeObject.Plain("local");
        _objects[MakeObject.Key()] = local;
        _ledger[MakeObject.Key()] = default(LedgerRow) with { Local = Make.Version(1, Make.Here), LocalDigest = local.Identity };

        var result = await ApplyAsync(MakeObject.Put(2, basis: Make.Version(1, Make.Here)));

        Assert.Equal((ApplyOutcome.Applied, false), (result.Outcome, result.IsConflict));
        Assert.Empty(_objects.Kept);
    }

    private LedgerRow Row => _ledger[MakeObject.Key()];

    private ValueTask<ApplyResult> ApplyAsync(Change change, TimeSpan waited = default) =>
        new ObjectApplier(MakeObject.Options, _ledger, _objects, _objects, _time).ApplyAsync(change, waited, CancellationToken.None, CancellationToken.None);
}
