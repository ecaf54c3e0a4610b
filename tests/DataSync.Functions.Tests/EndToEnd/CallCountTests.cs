using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.EndToEnd;

/// <summary>What a change costs in calls: on the bill these are the product.</summary>
public sealed class CallCountTests
{
    private const string LedgerWrite = "UpdateItem " + LocalRegion.Ledger;
    private const string LedgerRead = "GetItem " + LocalRegion.Ledger;
    private const string ItemWrite = "PutItem " + LocalRegion.Table;
    private const string ItemRead = "GetItem " + LocalRegion.Table;

    [Fact]
    public async Task A_local_write_costs_its_origin_one_ledger_write_and_no_read()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"z"}}""");
        await regions.A.CaptureAsync();
        regions.Traffic.Forget();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");

        await regions.A.CaptureAsync();

        Assert.Equal(
            [$"{LedgerWrite}@{LocalRegions.Dublin}", $"SendMessageBatch {LocalRegion.Changes}@{LocalRegions.Virginia}"],
            regions.Traffic.CallsOf(LocalRegions.Dublin));
    }

    [Fact]
    public async Task What_is_on_hold_costs_one_ledger_read_in_five_seconds()
    {
        await using var regions = await LocalRegions.TwoAsync();
        for (var i = 0; i < 10; i++)
        {
            await regions.A.PutAsync($$$"""{"pk":{"S":"a"},"n":{"N":"{{{i}}}"}}""");
            await regions.A.CaptureAsync();
            regions.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, regions.Traffic.CallsOf(LocalRegions.Dublin).Count(c => c.StartsWith(LedgerRead, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_update_of_what_came_from_elsewhere_costs_no_more()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.SettleAsync();
        regions.Time.Advance(TimeSpan.FromSeconds(2));
        await regions.B.PutAsync("""{"pk":{"S":"z"}}""");
        await regions.B.CaptureAsync();
        await regions.B.PutAsync("""{"pk":{"S":"a"},"n":{"N":"2"}}""");
        regions.Traffic.Forget();

        await regions.B.CaptureAsync();

        Assert.Equal(
            [$"{LedgerWrite}@{LocalRegions.Virginia}", $"SendMessageBatch {LocalRegion.Changes}@{LocalRegions.Dublin}"],
            regions.Traffic.CallsOf(LocalRegions.Virginia));
    }

    [Fact]
    public async Task A_change_costs_its_target_two_reads_and_one_write_and_its_echo_one_ledger_read()
    {
        await using var regions = await LocalRegions.TwoAsync();
        await regions.A.PutAsync("""{"pk":{"S":"a"},"n":{"N":"1"}}""");
        await regions.A.CaptureAsync();

        await regions.B.ApplyAsync();
        var applied = regions.Traffic.CallsOf(LocalRegions.Virginia);
        regions.Traffic.Forget();
        await regions.B.CaptureAsync();

        Assert.Equal([$"{LedgerRead}@us-east-1", $"{ItemRead}@us-east-1", $"{ItemWrite}@us-east-1"], applied);
        Assert.Equal([$"{LedgerRead}@us-east-1"], regions.Traffic.CallsOf(LocalRegions.Virginia));
    }

    [Fact]
    public async Task Full_batches_cost_at_most_a_twentieth_of_a_queue_request_for_each_change()
    {
        await using var regions = await LocalRegions.TwoAsync();
        const int changeCount = 200;
        for (var i = 0; i < changeCount; i++)
        {
            await regions.A.PutAsync($$$"""{"pk":{"S":"item-{{{i}}}"},"text":{"S":"{{{new string('x', 1000)}}}"}}""");
        }

        await regions.A.CaptureAsync();
        await regions.B.ApplyAsync();

        var sends = regions.Traffic.CallsOf(LocalRegions.Dublin).Count(c => c.StartsWith("SendMessage", StringComparison.Ordinal));
        Assert.InRange(sends, 1, changeCount / 20);
        Assert.InRange(regions.Traffic.CallsOf(LocalRegions.Virginia).Count, 3 * changeCount, 3 * changeCount);
    }

    [Fact]
    public async Task Many_writes_of_one_item_in_a_batch_are_one_change()
    {
        await using var regions = await LocalRegions.TwoAsync();
        for (var i = 0; i < 50; i++)
        {
            await regions.A.PutAsync($$$"""{"pk":{"S":"a"},"n":{"N":"{{{i}}}"}}""");
        }

        await regions.A.CaptureAsync();
        await regions.B.ApplyAsync();

        Assert.Single(regions.Traffic.CallsOf(LocalRegions.Dublin), c => c.StartsWith("UpdateItem", StringComparison.Ordinal));
        Assert.Single(regions.Traffic.CallsOf(LocalRegions.Virginia), c => c.StartsWith("PutItem", StringComparison.Ordinal));
        Assert.Contains("\"49\"", System.Text.Encoding.UTF8.GetString((await regions.B.ReadAsync("a"))!.Content.Canonical), StringComparison.Ordinal);
    }
}
