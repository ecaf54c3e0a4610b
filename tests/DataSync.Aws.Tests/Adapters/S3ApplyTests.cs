using DataSync.Aws.Objects;
using DataSync.Core;
using DataSync.Core.Apply;
using DataSync.Core.Envelopes;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Versions;
using DataSync.LocalAws.S3;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>Changes of objects applied over the wire: to a ledger on DynamoDB and buckets on S3.</summary>
public sealed class S3ApplyTests
{
    [Fact]
    public async Task A_small_object_is_applied_with_one_head_and_one_copy_in_the_target_and_nothing_else()
    {
        await using var regions = await S3Regions.CreateAsync();
        var change = Put(await regions.PutThereAsync("theirs"));
        await using var table = await LocalRegion.CreateAsync();
        regions.Forget();

        var first = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default);
        var calls = regions.Calls.ToList();
        var second = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default);

        Assert.Equal((ApplyOutcome.Applied, ApplyOutcome.Duplicate), (first.Outcome, second.Outcome));
        Assert.Equal([$"HeadObject {S3Regions.Bucket}/key", $"CopyObject {S3Regions.Bucket}/key"], calls);
        Assert.Equal("theirs", await regions.BodyAsync());
    }

    [Fact]
    public async Task A_loser_is_kept_before_it_is_overwritten()
    {
        await using var regions = await S3Regions.CreateAsync();
        await using var table = await LocalRegion.CreateAsync();
        var change = Put(await regions.PutThereAsync("theirs"));
        var held = await regions.PutHereAsync("ours");
        var local = new ItemVersion(change.Version.Ms - 1, 0, S3Regions.Here);
        await table.Ledger.TryAdvanceAsync(change.Key, new LocalWrite(local, StreamPosition.Of("2026-01-01T00:00:00.000", "1"), held.Identity), afterTombstone: true, default);

        var result = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default);

        Assert.Equal(ApplyOutcome.Applied, result.Outcome);
        Assert.True(result.IsConflict);
        Assert.Equal("theirs", await regions.BodyAsync());
        Assert.Equal("ours", await regions.BodyAsync($"conflicts/files/key/{local}", S3Regions.Payloads));
    }

    [Fact]
    public async Task A_delete_leaves_a_tombstone_that_an_older_put_does_not_pass()
    {
        await using var regions = await S3Regions.CreateAsync();
        await using var table = await LocalRegion.CreateAsync();
        var put = Put(await regions.PutThereAsync("theirs"));
        await Applier(regions, table).ApplyAsync(put, TimeSpan.Zero, default, default);
        var delete = new Change(put.Key, S3Regions.Version(9), put.Version, Image: null);

        var deleted = await Applier(regions, table).ApplyAsync(delete, TimeSpan.Zero, default, default);
        var again = await Applier(regions, table).ApplyAsync(put, TimeSpan.Zero, default, default);

        Assert.Equal((ApplyOutcome.Applied, ApplyOutcome.Superseded), (deleted.Outcome, again.Outcome));
        Assert.Null(await regions.Objects.ReadAsync(put.Key, default));
    }

    [Fact]
    public async Task A_source_replaced_before_it_is_copied_supersedes_the_change()
    {
        await using var regions = await S3Regions.CreateAsync();
        await using var table = await LocalRegion.CreateAsync();
        var change = Put(await regions.PutThereAsync("first"));
        await regions.PutThereAsync("second");

        var result = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default);

        Assert.Equal(ApplyOutcome.Superseded, result.Outcome);
        Assert.True(result.IsSourceGone);
    }

    [Fact]
    public async Task A_large_object_that_is_stopped_is_deferred_and_then_applied()
    {
        await using var regions = await S3Regions.CreateAsync(new S3Options { MinPartBytes = 100 }, new S3CopyOptions { SingleCopyBytes = 500, PartBytes = 100 });
        await using var table = await LocalRegion.CreateAsync();
        var change = Put(await regions.PutThereAsync(new string('x', 1234)));
        using var stop = new CancellationTokenSource();
        regions.Fault = call =>
        {
            if (call.StartsWith("UploadPartCopy", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return null;
        };

        var first = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, stop.Token, default);
        var second = await Applier(regions, table).ApplyAsync(change with { Object = change.Object! with { UploadId = first.UploadId } }, TimeSpan.Zero, default, default);

        Assert.Equal((ApplyOutcome.Deferred, ApplyOutcome.Applied), (first.Outcome, second.Outcome));
        Assert.NotNull(first.UploadId);
        Assert.Equal(1234, (await regions.BodyAsync()).Length);
    }

    [Fact]
    public async Task A_copy_whose_answer_was_lost_is_found_to_be_there()
    {
        await using var regions = await S3Regions.CreateAsync();
        await using var table = await LocalRegion.CreateAsync();
        var change = Put(await regions.PutThereAsync("theirs"));
        regions.LosesAnswerOf = "CopyObject";

        await Assert.ThrowsAsync<Core.Ports.StoreException>(() => Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default).AsTask());
        regions.LosesAnswerOf = null;
        var during = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default);
        regions.Time.Advance(Core.Ledger.ObjectLease.LengthForItself);
        var again = await Applier(regions, table).ApplyAsync(change, TimeSpan.Zero, default, default);

        Assert.Equal((ApplyOutcome.Deferred, ApplyOutcome.Duplicate), (during.Outcome, again.Outcome));
        Assert.Equal("theirs", await regions.BodyAsync());
    }

    private static Change Put(ObjectContent content) => new(S3Regions.Key(), S3Regions.Version(), ItemVersion.Zero, Image: null) { Object = content };

    private static ObjectApplier Applier(S3Regions regions, LocalRegion table)
    {
        var options = new SyncOptions { Region = S3Regions.Here, Regions = [S3Regions.Here, S3Regions.There], Entity = "items", ObjectEntity = "files" };
        var losers = new S3LoserStore(regions.Client, S3Regions.Bucket, S3Regions.Payloads, regions.Time);
        return new ObjectApplier(options, table.Ledger, regions.Objects, losers, regions.Time);
    }
}
