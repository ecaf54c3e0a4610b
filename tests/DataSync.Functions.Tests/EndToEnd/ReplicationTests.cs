using DataSync.Core.Items;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

public sealed class ReplicationTests
{
    [Fact]
    public async Task An_item_put_in_one_region_is_in_the_other_with_a_stamp_of_its_origin()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");

        var captured = await regions.A.CaptureAsync();
        var applied = await regions.B.ApplyAsync();

        Assert.Empty(captured!);
        Assert.Empty(applied!);
        var there = await regions.B.ReadAsync("a");
        Assert.Equal("""{"n":{"N":"1"},"pk":{"S":"a"}}""", Text(there));
        Assert.True(there!.IsStamped);
        Assert.Equal(LocalRegions.Dublin, there.Stamp!.Value.Version.Region);
        Assert.Null((await regions.A.ReadAsync("a"))!.Stamp);
    }

    [Fact]
    public async Task What_the_service_wrote_is_not_sent_on()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();
        await regions.B.ApplyAsync();

        var echo = await regions.B.CaptureAsync();

        Assert.Empty(echo!);
        Assert.Equal(0, regions.A.Visible(LocalRegion.Changes));
        Assert.Contains(regions.B.OutputLines, l => l.TryGetProperty("Echoes", out var count) && count.GetInt32() == 1);
    }

    [Fact]
    public async Task An_update_and_a_delete_follow_the_put()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.SettleAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        await regions.SettleAsync();
        var updated = await regions.B.ReadAsync("a");

        await regions.A.DeleteAsync("a");
        await regions.SettleAsync();

        Assert.Equal("""{"n":{"N":"2"},"pk":{"S":"a"}}""", Text(updated));
        Assert.Null(await regions.B.ReadAsync("a"));
        Assert.Null(await regions.A.ReadAsync("a"));
    }

    [Fact]
    public async Task Both_directions_work_and_an_item_goes_back_and_forth()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.B.PutAsync("""{"pk":{"S":"b"},"n":{"N":"1"}}""");
        await regions.SettleAsync();
        await regions.B.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        await regions.SettleAsync();

        Assert.Equal("""{"n":{"N":"2"},"pk":{"S":"a"}}""", Text(await regions.A.ReadAsync("a")));
        Assert.Equal("""{"n":{"N":"1"},"pk":{"S":"b"}}""", Text(await regions.A.ReadAsync("b")));
    }

    [Fact]
    public async Task Concurrent_writes_of_three_regions_end_in_one_of_them_everywhere()
    {
        await using var regions = await LocalRegions.ThreeAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.B.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        await regions.C.PutAsync("""{"pk":{"S":"a"},"n":{"N":"3"}}""");

        await regions.SettleAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(5));
        await regions.SettleAsync();

        // Same millisecond, same counter: the region's name decides, the greater one wins.
        foreach (var region in new[] { regions.A, regions.B, regions.C })
        {
            Assert.Equal("""{"n":{"N":"2"},"pk":{"S":"a"}}""", Text(await region.ReadAsync("a")));
        }
    }

    [Fact]
    public async Task A_newer_local_write_that_was_overwritten_is_brought_back()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.OverwriteAsync("a");

        await regions.SettleAsync();

        Assert.Equal("""{"n":{"N":"1"},"pk":{"S":"a"}}""", Text(await regions.A.ReadAsync("a")));
        Assert.Equal("""{"n":{"N":"1"},"pk":{"S":"a"}}""", Text(await regions.B.ReadAsync("a")));
        Assert.Contains(regions.A.OutputLines, l => l.TryGetProperty("Settled", out var count) && count.GetInt32() == 1);
    }

    [Fact]
    public async Task What_an_invocation_has_no_time_for_comes_again()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        regions.Traffic.Fault = call =>
        {
            if (call.Operation is "UpdateItem" or "GetItem")
            {
                regions.Time.Advance(TimeSpan.FromSeconds(30));
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => regions.A.CaptureAsync());
        regions.Traffic.Fault = null;
        await regions.A.CaptureAsync();
        regions.Traffic.Fault = call =>
        {
            regions.Time.Advance(TimeSpan.FromSeconds(call.Operation == "GetItem" ? 30 : 0));
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => regions.B.ApplyAsync());
        regions.Traffic.Fault = null;
        regions.Time.Advance(TimeSpan.FromMinutes(5));

        await regions.SettleAsync();

        Assert.NotNull(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task A_delete_loses_to_no_older_write_that_arrives_late()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();
        var late = await regions.B.PeekAsync(LocalRegion.Changes);
        await regions.SettleAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.B.DeleteAsync("a");
        await regions.SettleAsync();

        await regions.B.SendAsync(LocalRegion.Changes, late.Single().GetRawText());
        await regions.SettleAsync();

        Assert.Null(await regions.A.ReadAsync("a"));
        Assert.Null(await regions.B.ReadAsync("a"));
    }

    [Fact]
    public async Task An_item_of_350_kilobytes_arrives_whole()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var random = new Random(1);
        var noise = new byte[250_000];
        random.NextBytes(noise);
        var text = string.Create(100_000, random, (span, r) => { foreach (ref var c in span) { c = (char)r.Next(' ', '~'); } });
        await regions.A.PutAsync($$$"""{"pk":{"S":"a"},"b":{"B":"{{{Convert.ToBase64String(noise)}}}"},"s":{"S":{{{System.Text.Json.JsonSerializer.Serialize(text)}}}}}""");

        await regions.SettleAsync();

        Assert.Equal(Text(await regions.A.ReadAsync("a")), Text(await regions.B.ReadAsync("a")));
    }

    [Fact]
    public async Task An_item_whose_json_is_larger_than_a_message_arrives_whole()
    {
        await using var regions = await LocalRegions.TwoAsync();
        var random = new Random(1);
        var noise = string.Create(390_000, random, (span, r) => { foreach (ref var c in span) { c = (char)r.Next(0, 32); } });
        var json = $$$"""{"pk":{"S":"large"},"s":{"S":{{{System.Text.Json.JsonSerializer.Serialize(noise)}}}}}""";
        Assert.True(json.Length > 1024 * 1024);
        await regions.A.PutAsync(json);

        await regions.SettleAsync();

        Assert.Equal(Text(await regions.A.ReadAsync("large")), Text(await regions.B.ReadAsync("large")));
        Assert.Equal(0, regions.A.Visible(LocalRegion.CaptureDlq));
    }

    private static string Text(StoredItem? item) => item is null ? "" : System.Text.Encoding.UTF8.GetString(item.Content.Canonical);
}
