using System.Globalization;
using DataSync.Cli.Deployments;
using DataSync.Cli.Status;

namespace DataSync.Cli.Tests.Status;

public sealed class DiagnosisTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly RegionReport Healthy = new("eu-west-1")
    {
        DeployedAt = Now.AddDays(-3),
        Origins = [new OriginReport("us-east-1", 20, 80, 150, 30)],
        ChangesWaiting = 12,
        ParkedWaiting = 0,
        OldestChangeSeconds = 3,
        OldestUnsentSeconds = 1,
        IteratorAgeSeconds = 1,
        DeadLetters = new Dictionary<string, long> { ["changes"] = 0 },
    };

    [Fact]
    public void Nothing_is_said_of_a_region_that_is_well()
    {
        var findings = Diagnosis.Of([Healthy], Now);

        Assert.Empty(findings);
    }

    [Fact]
    public void A_region_that_does_not_answer_is_critical_and_nothing_else_is_said_of_it()
    {
        var finding = Assert.Single(Diagnosis.Of([new RegionReport("eu-west-1") { Error = "connection refused" }], Now));

        Assert.Equal((Severity.Critical, "no-answer"), (finding.Severity, finding.Section));
        Assert.Contains("connection refused", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 3 * 24 * 60, Severity.Critical)]
    [InlineData(301.0, 3 * 24 * 60, Severity.Critical)]
    [InlineData(null, 4, Severity.Notice)]
    [InlineData(301.0, 4, Severity.Critical)]
    public void Silence_is_critical_but_for_the_first_minutes_of_a_stack(double? heartbeatAge, int deployedMinutesAgo, object severity)
    {
        var report = Healthy with { DeployedAt = Now.AddMinutes(-deployedMinutesAgo), Origins = [new OriginReport("us-east-1", null, null, null, heartbeatAge)] };

        var finding = Assert.Single(Diagnosis.Of([report], Now));

        Assert.Equal(((Severity)severity, "missing-heartbeat"), (finding.Severity, finding.Section));
    }

    [Fact]
    public void What_is_at_its_limit_is_no_finding_and_what_is_above_it_is_one()
    {
        var at = Healthy with { OldestChangeSeconds = 300, IteratorAgeSeconds = 60, Origins = [new OriginReport("us-east-1", 1, 2, 30_000, 300)] };
        var above = Healthy with { OldestChangeSeconds = 301, IteratorAgeSeconds = 61, Origins = [new OriginReport("us-east-1", 1, 2, 30_001, 299)] };

        Assert.Empty(Diagnosis.Of([at], Now));
        Assert.Equal(["replication-lag", "oldest-message", "iterator-age"], Diagnosis.Of([above], Now).Select(f => f.Section));
    }

    [Fact]
    public void Capture_that_is_half_a_day_behind_is_critical_because_the_stream_drops_records_after_a_day()
    {
        var finding = Assert.Single(Diagnosis.Of([Healthy with { IteratorAgeSeconds = (12 * 3600) + 1 }], Now));

        Assert.Equal(Severity.Critical, finding.Severity);
    }

    [Fact]
    public void Parked_envelopes_of_unknown_age_say_that_nobody_tries()
    {
        var finding = Assert.Single(Diagnosis.Of([Healthy with { ParkedWaiting = 4, OldestUnsentSeconds = null }], Now));

        Assert.Equal("parked-stuck", finding.Section);
    }

    [Fact]
    public void A_pause_is_a_notice_but_for_the_one_that_loses_writes_after_a_day()
    {
        var findings = Diagnosis.Of([Healthy with { Paused = ["apply (disabled)", "capture of items (disabled)"] }], Now).ToList();

        Assert.Equal([Severity.Notice, Severity.Warning], findings.Select(f => f.Severity));
    }

    [Fact]
    public void Settings_that_differ_between_regions_are_named_with_both_values()
    {
        var settings = new Dictionary<string, StackSettings>
        {
            ["us-east-1"] = Settings("us-east-1,eu-west-1", "orders"),
            ["eu-west-1"] = Settings("eu-west-1,us-east-1", "order"),
        };

        var finding = Assert.Single(Diagnosis.OfSettings(settings));

        Assert.Equal("EntityName is not the same everywhere: 'orders' in us-east-1; 'order' in eu-west-1.", finding.Text);
    }

    [Fact]
    public void Every_finding_names_a_section_that_the_operations_guide_has()
    {
        var everything = Healthy with
        {
            Origins = [new OriginReport("us-east-1", 1, 2, 40_000, 999)],
            OldestChangeSeconds = 999,
            IteratorAgeSeconds = 999,
            ParkedWaiting = 1,
            OldestUnsentSeconds = 9999,
            DroppedBatches = 1,
            DeadLetters = new Dictionary<string, long> { ["changes"] = 1, ["parked"] = 1, ["capture"] = 1, ["object-events"] = 1, ["failures"] = 1 },
            FunctionErrors = new Dictionary<string, double> { ["Apply"] = 1 },
            FunctionThrottles = new Dictionary<string, double> { ["Apply"] = 1 },
            Paused = ["apply (disabled)"],
        };
        RegionReport[] reports = [everything, Healthy with { ParkedWaiting = 1, OldestUnsentSeconds = null }, new RegionReport("x") { Error = "y" }];
        var settings = new Dictionary<string, StackSettings> { ["a"] = Settings("a,b", "x"), ["b"] = Settings("a,b", "y") };

        var sections = Diagnosis.Of(reports, Now).Concat(Diagnosis.OfSettings(settings)).Select(f => f.Section).Distinct().ToList();

        Assert.True(sections.Count >= 16, $"only {sections.Count} kinds of findings were made");
        Assert.Empty(sections.Except(Anchors()));
    }

    private static StackSettings Settings(string regions, string entity) => new(new Dictionary<string, string>
    {
        ["DATASYNC_REGIONS"] = regions,
        ["DATASYNC_ENTITY"] = entity,
        ["DATASYNC_STAMP_ATTRIBUTE"] = "_sync",
    });

    private static IEnumerable<string> Anchors() => File.ReadLines(Path.Combine(Repository(), "docs", "operations.md"))
        .Where(line => line.StartsWith('#'))
        .Select(line => line.TrimStart('#', ' ').ToLower(CultureInfo.InvariantCulture).Replace(' ', '-'));

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "DataSync.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
