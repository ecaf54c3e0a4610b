using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Ledger;
using DataSync.Core.Ports;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.Health;

public sealed class HeartbeatRecordTests
{
    [Fact]
    public async Task A_heartbeat_that_was_applied_is_known_with_the_time_it_took()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var sent = regions.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await regions.B.HeartbeatAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(7));

        await regions.A.ApplyAsync();

        Assert.Equal(new HeardHeartbeat(LocalRegions.Virginia, sent, sent + 7000), Assert.Single(await HeardAsync(regions.A)));
    }

    [Fact]
    public async Task One_that_was_sent_earlier_does_not_replace_a_later_one()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var heartbeats = Heartbeats(regions.A);
        await heartbeats.RecordAsync(new HeardHeartbeat(LocalRegions.Virginia, 2000, 3000), default);

        await heartbeats.RecordAsync(new HeardHeartbeat(LocalRegions.Virginia, 1000, 4000), default);

        Assert.Equal(3000, Assert.Single(await HeardAsync(regions.A)).HeardMs);
    }

    [Fact]
    public async Task One_from_the_future_gives_way_to_the_next()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var heartbeats = Heartbeats(regions.A);
        await heartbeats.RecordAsync(new HeardHeartbeat(LocalRegions.Virginia, long.MaxValue / 2, 3000), default);

        await heartbeats.RecordAsync(new HeardHeartbeat(LocalRegions.Virginia, 3500, 4000), default);

        Assert.Equal(4000, Assert.Single(await HeardAsync(regions.A)).HeardMs);
    }

    [Fact]
    public async Task Of_a_region_that_was_never_heard_there_is_nothing()
    {
        await using var regions = await LocalRegions.TwoAsync();

        Assert.Empty(await HeardAsync(regions.A));
    }

    [Fact]
    public async Task A_heartbeat_that_can_not_be_kept_does_not_fail_its_batch_and_is_counted()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.B.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.B.CaptureAsync();
        await regions.B.HeartbeatAsync();
        regions.Traffic.Fault = call => call.Operation == "UpdateItem" && System.Text.Encoding.UTF8.GetString(call.Body.Span).Contains("#heard/", StringComparison.Ordinal)
            ? Traffic.Denied(call)
            : null;

        var failed = await regions.A.ApplyAsync();

        Assert.Empty(failed!);
        Assert.NotNull(await regions.A.ReadAsync("a"));
        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("HeartbeatsUnrecorded", out var count) && count.GetInt32() == 1);
    }

    [Fact]
    public async Task A_heartbeat_of_a_region_that_is_not_in_sync_is_not_kept()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.SendAsync(LocalRegion.Changes, """{"format":1,"origin":"sa-east-1","hops":1,"sentMs":1767225600000,"changes":[]}""");

        await regions.A.ApplyAsync();

        var rows = await regions.A.Application.DynamoDb.ScanAsync(new ScanRequest { TableName = LocalRegion.Ledger });
        Assert.Empty(rows.Items);
    }

    private static DynamoDbHeartbeats Heartbeats(LocalRegion region) => new(region.Application.DynamoDb, LocalRegion.Ledger);

    private static async Task<IReadOnlyList<HeardHeartbeat>> HeardAsync(LocalRegion region) => await Heartbeats(region).ReadAsync([LocalRegions.Virginia, LocalRegions.Singapore], default);
}
