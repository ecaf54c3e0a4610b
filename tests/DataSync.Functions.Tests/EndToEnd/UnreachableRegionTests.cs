using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

public sealed class UnreachableRegionTests
{
    [Fact]
    public async Task A_region_that_is_down_has_its_changes_parked_and_the_other_is_served()
    {
        await using var regions = await LocalRegions.ThreeAsync();
        CutOff(regions, LocalRegions.Virginia);
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");

        var failed = await regions.A.CaptureAsync();

        Assert.Empty(failed!);
        Assert.Equal(1, regions.C.Visible(LocalRegion.Changes));
        var parked = Assert.Single(await regions.A.PeekAsync(LocalRegion.Parked));
        Assert.Equal(LocalRegions.Virginia, parked.GetProperty("target").GetString());
    }

    [Fact]
    public async Task The_next_batch_does_not_wait_for_a_region_that_was_down_a_moment_ago()
    {
        await using var regions = await LocalRegions.TwoAsync();
        CutOff(regions, LocalRegions.Virginia);
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.A.CaptureAsync();
        await regions.A.PutAsync("""{"pk":{"S":"b"}}""");
        regions.Traffic.Forget();

        await regions.A.CaptureAsync();

        Assert.DoesNotContain(regions.Traffic.CallsOf(LocalRegions.Dublin), c => c.EndsWith(LocalRegions.Virginia, StringComparison.Ordinal));
        Assert.Equal(2, regions.A.Visible(LocalRegion.Parked));
    }

    [Fact]
    public async Task Parked_changes_are_parked_anew_while_the_region_is_down_and_delivered_when_it_is_back()
    {
        await using var regions = await LocalRegions.TwoAsync();
        CutOff(regions, LocalRegions.Virginia);
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();

        // Three days: longer than a stream keeps its records, and never the same message twice.
        for (var hour = 0; hour < 72; hour++)
        {
            regions.Time.Advance(TimeSpan.FromHours(1));
            Assert.Empty((await regions.A.ForwardAsync())!);
        }

        Assert.Equal(1, regions.A.Visible(LocalRegion.Parked) + regions.A.Delayed(LocalRegion.Parked));
        regions.Traffic.Fault = null;
        regions.Time.Advance(TimeSpan.FromHours(1));
        var failed = await regions.A.ForwardAsync();
        await regions.B.ApplyAsync();

        Assert.Empty(failed!);
        Assert.Equal(0, regions.A.Visible(LocalRegion.Parked) + regions.A.Delayed(LocalRegion.Parked));
        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task What_waits_is_told_in_seconds()
    {
        await using var regions = await LocalRegions.TwoAsync();
        CutOff(regions, LocalRegions.Virginia);
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.A.CaptureAsync();
        regions.Time.Advance(TimeSpan.FromMinutes(10));

        await regions.A.ForwardAsync();

        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("OldestUnsentAge", out var age) && age.GetInt32() == 600);
        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("Parked", out var count) && count.GetInt32() == 1);
    }

    [Fact]
    public async Task A_parked_change_that_is_overtaken_changes_nothing()
    {
        await using var regions = await LocalRegions.TwoAsync();
        CutOff(regions, LocalRegions.Virginia);
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();
        regions.Traffic.Fault = null;
        regions.Time.Advance(TimeSpan.FromMinutes(1));
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        await regions.SettleAsync();

        await regions.A.ForwardAsync();
        await regions.SettleAsync();

        Assert.Contains("\"2\"", System.Text.Encoding.UTF8.GetString((await regions.B.ReadAsync("a"))!.Content.Canonical), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_parked_queue_fails_as_well_the_message_comes_again()
    {
        await using var regions = await LocalRegions.TwoAsync();
        CutOff(regions, LocalRegions.Virginia);
        await regions.A.PutAsync("""{"pk":{"S":"a"}}""");
        await regions.A.CaptureAsync();
        regions.Traffic.Fault = call => call.Service == "sqs" ? Traffic.Denied(call) : null;

        var failed = await regions.A.ForwardAsync();

        Assert.Single(failed!);
    }

    [Fact]
    public async Task A_heartbeat_reaches_Apply_and_is_reported_for_its_origin()
    {
        await using var regions = await LocalRegions.ThreeAsync();

        await regions.A.HeartbeatAsync();
        await regions.B.ApplyAsync();

        var line = Assert.Single(regions.B.OutputLines, l => l.TryGetProperty("Heartbeat", out _));
        Assert.Equal(1, line.GetProperty("Heartbeat").GetInt32());
        Assert.Equal(LocalRegions.Dublin, line.GetProperty("OriginRegion").GetString());
        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("HeartbeatSent", out var sent) && sent.GetInt32() == 2);
    }

    [Fact]
    public async Task A_heartbeat_that_cannot_be_sent_is_counted_and_not_parked()
    {
        await using var regions = await LocalRegions.ThreeAsync();
        CutOff(regions, LocalRegions.Virginia);

        await regions.A.HeartbeatAsync();

        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("HeartbeatFailed", out var failed) && failed.GetInt32() == 1);
        Assert.Equal(1, regions.C.Visible(LocalRegion.Changes));
        Assert.Equal(0, regions.A.Visible(LocalRegion.Parked));
    }

    private static void CutOff(LocalRegions regions, string name) => regions.Traffic.Fault = call =>
        call.Region == name && !Traffic.IsBy(call, name) ? throw new HttpRequestException($"{name} is cut off.") : null;
}
