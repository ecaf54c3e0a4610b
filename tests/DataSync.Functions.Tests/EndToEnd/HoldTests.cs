using DataSync.Aws.Ledger;
using DataSync.Core.FanOut;
using DataSync.Core.Forward;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

public sealed class HoldTests
{
    [Fact]
    public async Task A_region_on_hold_gets_nothing_until_it_is_released_and_then_all_of_it()
    {
        await using var regions = await LocalRegions.ThreeAsync();
        await HoldsOf(regions.A).HoldAsync([LocalRegions.Virginia], default);
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.Bucket.PutAsync("o", "hello");
        await regions.SettleAsync();

        // Three days: longer than a stream keeps its records.
        for (var hour = 0; hour < 72; hour++)
        {
            regions.Time.Advance(TimeSpan.FromHours(1));
            Assert.Empty((await regions.A.ForwardAsync())!);
        }

        await regions.SettleAsync();
        Assert.Null(await regions.B.ReadAsync("a"));
        Assert.NotNull(await regions.C.ReadAsync("a"));
        Assert.Equal(2, regions.A.Visible(LocalRegion.Parked) + regions.A.Delayed(LocalRegion.Parked));

        await HoldsOf(regions.A).ReleaseAsync([LocalRegions.Virginia], default);
        regions.Time.Advance(ForwardHandler.MaxHeldDelay);
        await regions.A.ForwardAsync();
        await regions.SettleAsync();

        Assert.NotNull(await regions.B.ReadAsync("a"));
        Assert.Equal("hello", await regions.B.Bucket.ReadAsync("o"));
        Assert.Equal(0, regions.A.Visible(LocalRegion.Parked) + regions.A.Delayed(LocalRegion.Parked));
    }

    [Fact]
    public async Task A_hold_in_one_region_does_not_hold_what_others_write()
    {
        await using var regions = await LocalRegions.ThreeAsync();
        await HoldsOf(regions.A).HoldAsync([LocalRegions.Virginia], default);
        await regions.C.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");

        await regions.SettleAsync();

        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task A_hold_reaches_a_warm_function_within_five_seconds()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.A.CaptureAsync();
        await HoldsOf(regions.A).HoldAsync([LocalRegions.Virginia], default);
        regions.Time.Advance(HoldWatch.ReadEvery);

        await regions.A.PutAsync("""{"pk":{"S":"b"}}""");
        await regions.A.CaptureAsync();

        Assert.Equal(1, regions.B.Visible(LocalRegion.Changes));
        Assert.Equal(1, regions.A.Delayed(LocalRegion.Parked));
        Assert.Contains("1 changes wait for regions that are on hold", regions.A.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeats_go_to_a_region_on_hold()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await HoldsOf(regions.A).HoldAsync([LocalRegions.Virginia], default);

        await regions.A.HeartbeatAsync();

        Assert.Equal(1, regions.B.Visible(LocalRegion.Changes));
    }

    [Fact]
    public async Task What_is_held_is_counted_apart_from_what_cannot_be_sent()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await HoldsOf(regions.A).HoldAsync([LocalRegions.Virginia], default);
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.A.CaptureAsync();
        regions.Time.Advance(TimeSpan.FromMinutes(10));

        await regions.A.ForwardAsync();

        Assert.Equal(2, regions.A.OutputLines.Count(l => l.TryGetProperty("Held", out var count) && count.GetInt32() == 1));
        Assert.DoesNotContain(regions.A.OutputLines, l => l.TryGetProperty("Parked", out _));
        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("OldestUnsentAge", out var age) && age.GetInt32() == 600);
    }

    [Fact]
    public async Task A_record_comes_again_while_nobody_knows_what_is_on_hold()
    {
        await using var regions = await LocalRegions.TwoAsync();
        regions.Traffic.Fault = call => call.Operation == "GetItem" && Traffic.TableOf(call) == LocalRegion.Ledger ? Traffic.Denied(call) : null;
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");

        var failed = await regions.A.CaptureAsync();
        var sent = regions.B.Visible(LocalRegion.Changes);
        regions.Traffic.Fault = null;
        await regions.SettleAsync();

        Assert.Single(failed!);
        Assert.Equal(0, sent);
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    private static DynamoDbHolds HoldsOf(LocalRegion region) => new(region.Application.DynamoDb, LocalRegion.Ledger);
}
