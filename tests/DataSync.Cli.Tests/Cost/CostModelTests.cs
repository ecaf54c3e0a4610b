using DataSync.Cli.Cost;

namespace DataSync.Cli.Tests.Cost;

public sealed class CostModelTests
{
    private static readonly PriceTable Prices = PriceTable.BuiltIn();
    private static readonly string[] Two = ["us-east-1", "us-west-2"];

    // A write a second from either of two regions, together: 2,628,000 in a month of 730 hours.
    private static readonly Workload OneWrite = new() { Regions = Two, WritesPerSecond = 1, ItemBytes = 1000 };
    private static readonly Behaviour OneByOne = new()
    {
        ChangesPerMessage = 1,
        RecordsPerInvocation = 1,
        MessagesPerInvocation = 1,
        EventsPerInvocation = 1,
        CaptureItemsMs = 100,
        CaptureObjectsMs = 100,
        ApplyMs = 200,
        MemoryMb = 1024,
    };

    [Theory]
    [InlineData(CostModel.OwnWrites, 1.6425)] // 2.628 million write units of $0.625
    [InlineData(CostModel.Replicas, 3.285)] // 1,000 bytes and a stamp are two units
    [InlineData(CostModel.Ledger, 1.6425)] // one
    [InlineData(CostModel.Reads, 0.9855)] // ledger and item, and the ledger for the echo: 7.884 million of $0.125
    [InlineData(CostModel.Requests, 1.5768)] // 5.256 million records, 2.628 million messages, $0.20
    [InlineData(CostModel.Compute, 17.52)] // 525,600 s and 525,600 s with a GB each, of $0.0000166667
    [InlineData(CostModel.Queues, 3.1536)] // sent, received, deleted: 7.884 million of $0.40
    [InlineData(CostModel.Logs, 5.5069)] // 7.884 million of 1,500 bytes: 11.0138 GB of $0.50
    [InlineData(CostModel.Transfer, 0.0783)] // 2.628 million of 1,600 bytes: 3.916 GB of $0.02
    [InlineData(CostModel.IdlePolls, 1.0512)] // two queues, five pollers, 131,400 polls of 20 s, two regions
    [InlineData(CostModel.Watching, 28.6)] // 33 metrics, 14 alarms, a dashboard: $9.90 + $1.40 + $3.00, twice
    public void A_write_a_second_between_two_regions_costs_what_a_person_works_out(string line, double amount)
    {
        var lines = CostModel.Of(OneWrite, OneByOne, Prices);

        Assert.Equal(amount, Amount(lines, Alternative.DataSync, line), precision: 4);
    }

    [Theory]
    [InlineData(CostModel.OwnWrites, 1.6425)]
    [InlineData(CostModel.Replicas, 1.6425)]
    [InlineData(CostModel.Transfer, 0.0490)] // 2.628 million of 1,000 bytes: 2.4475 GB
    public void Global_tables_cost_a_replicated_write_in_every_region_and_the_transfer(string line, double amount)
    {
        var lines = CostModel.Of(OneWrite, OneByOne, Prices);

        Assert.Equal(amount, Amount(lines, Alternative.GlobalTables, line), precision: 4);
    }

    [Fact]
    public void A_delete_costs_a_tombstone_a_mark_and_the_delete_at_its_target_and_two_echoes()
    {
        var work = OneWrite with { WritesPerSecond = 0, DeletesPerSecond = 1 };

        var lines = CostModel.Of(work, OneByOne, Prices);

        Assert.Equal(2.628 * 4 * 0.625, Amount(lines, Alternative.DataSync, CostModel.Replicas), precision: 4);
        Assert.Equal(2.628 * 2.1 * 0.625, Amount(lines, Alternative.DataSync, CostModel.Ledger), precision: 4);
        Assert.Equal(2.628 * 6 * 0.125, Amount(lines, Alternative.DataSync, CostModel.Reads), precision: 4);
        Assert.Equal(2.628 * 4 * 0.20, Amount(lines, Alternative.DataSync, CostModel.Requests), precision: 4);
    }

    [Fact]
    public void An_object_costs_four_requests_of_which_one_is_a_copy_and_S3_replication_costs_the_copy()
    {
        var work = new Workload { Regions = Two, ObjectsPerSecond = 1, ObjectBytes = 1 << 20 };

        var lines = CostModel.Of(work, OneByOne with { HasTimeControl = true }, Prices);

        const double Gb = 2_628_000 / 1024.0;
        Assert.Equal(13.14, Amount(lines, Alternative.DataSync, CostModel.Replicas), precision: 2);
        Assert.Equal((2.628 * 3 * 0.4) + (2.628 * 0.125), Amount(lines, Alternative.DataSync, CostModel.Reads), precision: 4);
        Assert.Equal(2.628 * 3 * 0.625, Amount(lines, Alternative.DataSync, CostModel.Ledger), precision: 4);
        Assert.Equal(13.14, Amount(lines, Alternative.S3Replication, CostModel.Replicas), precision: 2);
        Assert.Equal(Gb * 0.02, Amount(lines, Alternative.S3Replication, CostModel.Transfer), precision: 4);
        Assert.Equal(Gb * 0.015, Amount(lines, Alternative.S3Replication, CostModel.TimeControl), precision: 4);
        Assert.DoesNotContain(lines, l => l.Part == CostPart.Items);
    }

    [Fact]
    public void What_is_stored_is_paid_in_every_region_with_backups_and_the_ledger_beside_it()
    {
        var work = new Workload { Regions = Two, StoredItemGb = 10, ItemBytes = 1000 };

        var lines = CostModel.Of(work, OneByOne, Prices);

        Assert.Equal(2 * 10 * 0.25, Amount(lines, Alternative.GlobalTables, CostModel.Storage), precision: 6);
        Assert.Equal(2 * 10 * 0.20, Amount(lines, Alternative.GlobalTables, CostModel.Backups), precision: 6);
        Assert.Equal(2 * 11 * 0.25, Amount(lines, Alternative.DataSync, CostModel.Storage), precision: 6);
        Assert.Equal(2 * 4 * 0.25, Amount(lines, Alternative.DataSync, CostModel.LedgerStorage), precision: 6);
        Assert.Equal(2 * 15 * 0.20, Amount(lines, Alternative.DataSync, CostModel.Backups), precision: 6);
    }

    [Fact]
    public void Without_writes_only_what_is_always_there_costs_anything()
    {
        var work = new Workload { Regions = Two };

        var lines = CostModel.Of(work, Behaviour.Estimate(work), Prices);

        Assert.All(lines.Where(l => l.Amount > 0), l => Assert.Equal((Alternative.DataSync, CostPart.Fixed), (l.Alternative, l.Part)));
        Assert.All(lines, l => Assert.True(double.IsFinite(l.Amount) && l.Amount >= 0));
    }

    [Fact]
    public void More_writes_never_cost_less_however_they_are_batched()
    {
        double[] rates = [0, 0.001, 0.1, 1, 3, 10, 30, 100, 1_000, 10_000, 1_000_000];
        foreach (var bytes in new[] { 100.0, 1024, 20_000, 400_000 })
        {
            var totals = rates.Select(rate => Total(OneWrite with { WritesPerSecond = rate, DeletesPerSecond = rate / 10, ObjectsPerSecond = rate / 5, ItemBytes = bytes })).ToList();

            foreach (var alternative in Enum.GetValues<Alternative>())
            {
                Assert.Equal(totals.Select(t => t[alternative]).Order(), totals.Select(t => t[alternative]));
            }
        }
    }

    [Fact]
    public void The_replicas_cost_as_often_as_there_are_other_regions()
    {
        string[] names = ["us-east-1", "us-east-2", "us-west-2", "us-west-1"];
        var byCount = Enumerable.Range(2, 3).Select(n => CostModel.Of(OneWrite with { Regions = names[..n] }, OneByOne, Prices)).ToList();

        for (var n = 2; n <= 4; n++)
        {
            foreach (var alternative in new[] { Alternative.DataSync, Alternative.GlobalTables })
            {
                var one = Amount(byCount[0], alternative, CostModel.Replicas);
                Assert.Equal((n - 1) * one, Amount(byCount[n - 2], alternative, CostModel.Replicas), precision: 6);
                Assert.Equal(Amount(byCount[0], alternative, CostModel.OwnWrites), Amount(byCount[n - 2], alternative, CostModel.OwnWrites), precision: 6);
            }
        }
    }

    [Fact]
    public void Every_region_pays_its_own_price()
    {
        var price = Prices.Prices[PriceNames.Transfer] with { Regions = new Dictionary<string, double>(StringComparer.Ordinal) { ["us-east-1"] = 0.02, ["us-west-2"] = 0.10 } };
        var prices = Prices with { Prices = new Dictionary<string, Price>(Prices.Prices, StringComparer.Ordinal) { [PriceNames.Transfer] = price } };

        var lines = CostModel.Of(OneWrite, OneByOne, prices);

        Assert.Equal(3.91602 / 2 * 0.12, Amount(lines, Alternative.DataSync, CostModel.Transfer), precision: 4);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1024, 1, 1)]
    [InlineData(1025, 2, 1)]
    [InlineData(4097, 5, 2)]
    [InlineData(409600, 400, 100)]
    public void Units_are_counted_by_begun_kilobytes(double bytes, double writes, double reads)
    {
        Assert.Equal((writes, reads), (CostModel.WriteUnits(bytes), CostModel.ReadUnits(bytes)));
    }

    private static double Amount(IReadOnlyList<CostLine> lines, Alternative alternative, string name) =>
        lines.Where(l => l.Alternative == alternative && l.Name == name).Sum(l => l.Amount);

    private static Dictionary<Alternative, double> Total(Workload work)
    {
        var lines = CostModel.Of(work, Behaviour.Estimate(work), Prices);
        return Enum.GetValues<Alternative>().ToDictionary(a => a, a => lines.Where(l => l.Alternative == a).Sum(l => l.Amount));
    }
}
