using System.CommandLine;
using System.Text.Json;
using DataSync.Cli.Cost;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Tests.Cost;

public sealed class CostReportTests
{
    private static readonly PriceTable Prices = PriceTable.BuiltIn();
    private static readonly Workload Items = new() { Regions = ["us-east-1", "eu-west-1"], WritesPerSecond = 10 };

    [Fact]
    public void The_verdict_says_which_is_cheaper_and_by_how_much()
    {
        var report = Report(Items with { ObjectsPerSecond = 1 });

        var tables = report.Totals.Single(t => t.Alternative == Alternative.GlobalTables).PerMonth;
        Assert.StartsWith("For these items Global Tables are cheaper by ", report.Verdict[0], StringComparison.Ordinal);
        Assert.Contains(tables.ToString("N2", System.Globalization.CultureInfo.InvariantCulture), report.Verdict[0], StringComparison.Ordinal);
        Assert.StartsWith("For these objects S3 replication is cheaper by ", report.Verdict[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_verdict_is_the_other_way_round_where_prices_are()
    {
        var dear = Prices.Prices[PriceNames.ReplicatedWrite] with { Per = 1000 };
        var prices = Prices with { Prices = new Dictionary<string, Price>(Prices.Prices, StringComparer.Ordinal) { [PriceNames.ReplicatedWrite] = dear } };

        var report = CostReport.Of(Items, Behaviour.Estimate(Items), prices, []);

        Assert.StartsWith("For these items DataSync is cheaper by ", Assert.Single(report.Verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_shows_lines_totals_verdict_and_what_it_rests_on()
    {
        var text = CostView.Of(Report(Items));

        Assert.Contains("DataSync  Global Tables", text, StringComparison.Ordinal);
        Assert.Contains("Items: Ledger: writes", text, StringComparison.Ordinal);
        Assert.Contains("\nTotal ", text, StringComparison.Ordinal);
        Assert.Contains("per million writes", text, StringComparison.Ordinal);
        Assert.Contains("cheaper by", text, StringComparison.Ordinal);
        Assert.Contains("* Prices of 2026-", text, StringComparison.Ordinal);
        Assert.Contains("eu-west-1: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("S3 replication", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_the_lines_and_the_totals()
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Report(Items), CostJson.Default.CostReport));

        var sum = json.RootElement.GetProperty("lines").EnumerateArray().Where(l => l.GetProperty("alternative").GetString() == "DataSync").Sum(l => l.GetProperty("amount").GetDouble());
        var total = json.RootElement.GetProperty("totals").EnumerateArray().Single(t => t.GetProperty("alternative").GetString() == "DataSync");
        Assert.Equal(sum, total.GetProperty("perMonth").GetDouble(), precision: 6);
        Assert.NotEmpty(json.RootElement.GetProperty("assumptions").EnumerateArray());
    }

    [Fact]
    public void Every_price_names_its_unit_source_and_date_and_survives_being_printed()
    {
        var printed = JsonSerializer.Serialize(Prices, CostJson.Default.PriceTable);

        Assert.All(Prices.Prices.Values, p => Assert.True(p.Unit.Length > 0 && p.Source.Length > 0 && p.AsOf.Length > 0));
        Assert.Equal(PriceNames.All.Order(StringComparer.Ordinal), Prices.Prices.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(0.625 / 1_000_000, PriceTable.Parse(printed, "printed").Of(PriceNames.Write, "us-east-1"), precision: 12);
    }

    [Theory]
    [InlineData("{", "is no price table")]
    [InlineData("""{"date":"x","currency":"USD","base":"us-east-1","note":"","prices":{}}""", "lacks dynamodb-write")]
    public void A_file_that_is_no_price_table_is_refused_with_what_it_lacks(string json, string why)
    {
        var refusal = Assert.Throws<OperatorException>(() => PriceTable.Parse(json, "prices.json"));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, refusal.ExitCode);
    }

    [Fact]
    public void A_price_below_zero_is_refused()
    {
        var printed = JsonSerializer.Serialize(Prices, CostJson.Default.PriceTable).Replace("0.625", "-1", StringComparison.Ordinal);

        Assert.Contains("'dynamodb-write' needs a price of at least 0", Assert.Throws<OperatorException>(() => PriceTable.Parse(printed, "p")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("400", 400)]
    [InlineData("400B", 400)]
    [InlineData("1kb", 1024)]
    [InlineData("2.5MB", 2621440)]
    [InlineData("50GB", 53687091200)]
    public void Sizes_are_read_as_people_write_them(string text, double bytes)
    {
        Assert.Equal(bytes, SizeText.TryParse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("KB")]
    [InlineData("-1KB")]
    [InlineData("1 XB")]
    public void What_is_no_size_is_none(string text)
    {
        Assert.Null(SizeText.TryParse(text));
    }

    [Theory]
    [InlineData("--regions 3", "us-east-1,eu-west-1,ap-southeast-1")]
    [InlineData("--regions eu-west-1,eu-central-1", "eu-west-1,eu-central-1")]
    [InlineData("", "us-east-1,eu-west-1,ap-southeast-1")]
    public void Regions_are_a_count_or_names(string arguments, string names)
    {
        Assert.Equal(names, string.Join(',', WorkloadOf(arguments).Regions));
    }

    [Theory]
    [InlineData("--regions 1", "--regions 1")]
    [InlineData("--regions eu-west-1,eu-west-1", "each named once")]
    [InlineData("--writes-per-second -1", "--writes-per-second -1")]
    [InlineData("--item-size 401KB", "400 KB at most")]
    public void What_makes_no_sense_is_refused(string arguments, string why)
    {
        Assert.Contains(why, Assert.Throws<OperatorException>(() => WorkloadOf(arguments)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measured_rates_batches_and_durations_take_the_place_of_estimates()
    {
        var traffic = new StackTraffic
        {
            Window = TimeSpan.FromSeconds(1000),
            Items = 5000,
            Echoes = 5000,
            Objects = 100,
            Invocations = Counts(1000, 50, 200),
            Milliseconds = Counts(30_000, 5_000, 4_000),
            ItemBytes = 2000,
            StoredItemGb = 7,
        };
        var result = Parse("--deletes 1");

        var work = CostRequest.WorkloadOf(result, ["a", "b"], traffic);
        var how = CostRequest.BehaviourOf(result, work, traffic);

        Assert.Equal((4, 1, 0.1, 2000, 7), (work.WritesPerSecond, work.DeletesPerSecond, work.ObjectsPerSecond, work.ItemBytes, work.StoredItemGb));
        Assert.Equal((10, 4, 30, 100, 20), (how.RecordsPerInvocation, how.EventsPerInvocation, how.CaptureItemsMs, how.CaptureObjectsMs, how.ApplyMs));
        Assert.Contains("Measured over", CostRequest.NotesOf(traffic, [])[0], StringComparison.Ordinal);
        Assert.Contains("b did not answer", CostRequest.NotesOf(traffic, ["b"])[1], StringComparison.Ordinal);
    }

    private static Dictionary<string, double> Counts(double items, double objects, double apply) =>
        new(StringComparer.Ordinal) { ["CaptureItems"] = items, ["CaptureObjects"] = objects, ["Apply"] = apply };

    private static CostReport Report(Workload work) => CostReport.Of(work, Behaviour.Estimate(work), Prices, []);

    private static Workload WorkloadOf(string arguments) => CostRequest.WorkloadOf(Parse(arguments), regions: null, traffic: null);

    private static ParseResult Parse(string arguments) => CostCommand.Create().Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
