using DataSync.Functions.Hosting;
using DataSync.Functions.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Tests.Settings;

public sealed class FunctionSettingsTests
{
    private const string Region = "eu-west-1";

    [Fact]
    public void What_is_not_set_has_the_documented_default()
    {
        var settings = Read(Valid());

        Assert.Equal(TimeSpan.FromDays(90), settings.TombstoneRetention);
        Assert.Equal(TimeSpan.FromSeconds(300), settings.Sync.MaxDrift);
        Assert.Equal(TimeSpan.FromSeconds(600), settings.Sync.BaselineAfter);
        Assert.Equal(TimeSpan.FromHours(26), settings.Sync.DeferralLimit);
        Assert.Equal(10, settings.Sync.MaxAttempts);
        Assert.Equal("_sync", settings.Sync.StampAttribute);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.SendTimeout);
        Assert.Equal("DataSync", settings.MetricsNamespace);
        Assert.Equal(LogLevel.Information, settings.LogLevel);
        Assert.Equal(["us-east-1"], settings.Sync.Others);
    }

    [Fact]
    public void What_is_set_is_taken()
    {
        var variables = Valid();
        variables["DATASYNC_TOMBSTONE_DAYS"] = "30";
        variables["DATASYNC_MAX_DRIFT_SECONDS"] = "60";
        variables["DATASYNC_BASELINE_AFTER_SECONDS"] = "0";
        variables["DATASYNC_DEFERRAL_LIMIT_HOURS"] = "336";
        variables["DATASYNC_MAX_ATTEMPTS"] = "3";
        variables["DATASYNC_SEND_TIMEOUT_MS"] = "500";
        variables["DATASYNC_LOG_LEVEL"] = "debug";
        variables["DATASYNC_REGIONS"] = " us-east-1 , eu-west-1 ";

        var settings = Read(variables);

        Assert.Equal(TimeSpan.FromDays(30), settings.TombstoneRetention);
        Assert.Equal(TimeSpan.FromMinutes(1), settings.Sync.MaxDrift);
        Assert.Equal(TimeSpan.Zero, settings.Sync.BaselineAfter);
        Assert.Equal(TimeSpan.FromDays(14), settings.Sync.DeferralLimit);
        Assert.Equal(3, settings.Sync.MaxAttempts);
        Assert.Equal(TimeSpan.FromMilliseconds(500), settings.SendTimeout);
        Assert.Equal(LogLevel.Debug, settings.LogLevel);
        Assert.Equal(["us-east-1", "eu-west-1"], settings.Sync.Regions);
    }

    [Fact]
    public void What_health_is_not_told_has_the_documented_default()
    {
        var health = Read(Valid()).Health;

        Assert.Equal(TimeSpan.FromSeconds(5), health.CachePeriod);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), health.TimeLimit);
        Assert.Equal(TimeSpan.FromSeconds(900), health.Limits.MaxLag);
        Assert.Equal((100_000, 0), (health.Limits.MaxBacklogCount, health.Limits.MaxDeadLetterCount));
        Assert.True(health.Limits.IsFailure);
        Assert.Empty(health.UrlChecks);
    }

    [Theory]
    [InlineData("DATASYNC_HEALTH_CACHE_SECONDS", "0", "it must be a whole number from 1 to 60")]
    [InlineData("DATASYNC_HEALTH_TIMEOUT_MS", "5000", "it must be a whole number from 100 to 4000")]
    [InlineData("DATASYNC_HEALTH_MAX_LAG_SECONDS", "-1", "it must be a whole number from 0")]
    [InlineData("DATASYNC_HEALTH_REPLICATION_FAILS", "perhaps", "it must be true or false")]
    [InlineData("DATASYNC_HEALTH_URL_CHECKS", "cache", "It must be name=https://host/path")]
    [InlineData("DATASYNC_HEALTH_URL_CHECKS", "a=https://x.example.com/,b=ftp://y.example.com/", "'b' is 'ftp://y.example.com/', which is no URL")]
    public void A_bad_setting_of_health_is_named_with_its_value_and_what_to_do(string name, string value, string remedy)
    {
        var variables = Valid();
        variables[name] = value;

        var error = Assert.Throws<InvalidOperationException>(() => Read(variables));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/health")]
    [InlineData("{region}.example.com/health")]
    [InlineData("ftp://{region}.example.com")]
    public void Pattern_of_health_checks_has_to_be_a_url_with_the_region_in_it(string pattern)
    {
        var variables = Valid();
        variables["DATASYNC_ROUTE_HEALTH_URL_PATTERN"] = pattern;

        var error = Assert.Throws<InvalidOperationException>(() => Read(variables));

        Assert.Contains($"DATASYNC_ROUTE_HEALTH_URL_PATTERN is '{pattern}'; it must be a URL with {{region}}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_REGION")]
    [InlineData("DATASYNC_REGIONS")]
    [InlineData("DATASYNC_TABLE")]
    [InlineData("DATASYNC_LEDGER")]
    [InlineData("DATASYNC_CHANGES_QUEUE_URL")]
    [InlineData("DATASYNC_CHANGES_QUEUE_URL_TEMPLATE")]
    [InlineData("DATASYNC_CHANGES_DLQ_URL")]
    [InlineData("DATASYNC_PARKED_QUEUE_URL")]
    [InlineData("DATASYNC_PARKED_DLQ_URL")]
    [InlineData("DATASYNC_CAPTURE_DLQ_URL")]
    public void A_missing_setting_is_named_with_the_remedy(string name)
    {
        var variables = Valid();
        variables.Remove(name);

        var problem = Assert.Single(Problems(variables));

        Assert.StartsWith($"- {name} is not set.", problem, StringComparison.Ordinal);
        Assert.Contains("template.yaml", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATASYNC_TOMBSTONE_DAYS", "14", "from 15 to 3650")]
    [InlineData("DATASYNC_TOMBSTONE_DAYS", "ninety", "from 15 to 3650")]
    [InlineData("DATASYNC_MAX_DRIFT_SECONDS", "0", "from 1 to 3600")]
    [InlineData("DATASYNC_MAX_ATTEMPTS", "101", "from 1 to 100")]
    [InlineData("DATASYNC_MAX_ATTEMPTS", "1.5", "from 1 to 100")]
    [InlineData("DATASYNC_DEFERRAL_LIMIT_HOURS", "337", "from 1 to 336")]
    [InlineData("DATASYNC_BASELINE_AFTER_SECONDS", "-1", "from 0 to 86400")]
    [InlineData("DATASYNC_SEND_TIMEOUT_MS", "99999999999", "from 100 to 30000")]
    [InlineData("DATASYNC_LOG_LEVEL", "loud", "one of Trace, Debug, Information")]
    [InlineData("DATASYNC_LOG_LEVEL", "17", "one of Trace, Debug, Information")]
    [InlineData("DATASYNC_CHANGES_QUEUE_URL", "changes", "the URL of an SQS queue")]
    [InlineData("DATASYNC_CHANGES_QUEUE_URL", "arn:aws:sqs:eu-west-1:000000000000:changes", "the URL of an SQS queue")]
    [InlineData("DATASYNC_CHANGES_QUEUE_URL_TEMPLATE", "https://sqs.eu-west-1.amazonaws.com/000000000000/changes", "must contain {region}")]
    [InlineData("DATASYNC_LEDGER", LocalRegion.Table, "a table of its own")]
    [InlineData("DATASYNC_REGIONS", "us-east-1,ap-southeast-1", "do not contain this region, 'eu-west-1'")]
    [InlineData("DATASYNC_REGIONS", "eu-west-1,us-east-1,us-east-1", "name a region twice")]
    [InlineData("DATASYNC_REGIONS", "eu-west-1,US East", "'US East'")]
    [InlineData("DATASYNC_ENTITY", "my items", "'my items'")]
    public void A_wrong_setting_is_named_with_its_value_and_what_is_allowed(string name, string value, string expected)
    {
        var variables = Valid();
        variables[name] = value;

        var problem = Assert.Single(Problems(variables));

        Assert.Contains(value, problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains(name, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_later_than_the_deferral_limit_is_named()
    {
        var variables = Valid();
        variables["DATASYNC_BASELINE_AFTER_SECONDS"] = "7200";
        variables["DATASYNC_DEFERRAL_LIMIT_HOURS"] = "1";

        var problem = Assert.Single(Problems(variables));

        Assert.Contains("DATASYNC_BASELINE_AFTER_SECONDS", problem, StringComparison.Ordinal);
        Assert.Contains("02:00:00", problem, StringComparison.Ordinal);
        Assert.Contains("01:00:00", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var variables = Valid();
        variables.Remove("DATASYNC_TABLE");
        variables["DATASYNC_MAX_ATTEMPTS"] = "0";
        variables["DATASYNC_PARKED_QUEUE_URL"] = "parked";

        var problems = Problems(variables);

        Assert.Equal(3, problems.Count);
    }

    private static FunctionSettings Read(Dictionary<string, string> variables) => FunctionSettings.Read(v => variables.GetValueOrDefault(v));

    private static List<string> Problems(Dictionary<string, string> variables)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(variables));
        return [.. error.Message.Split('\n').Skip(1)];
    }

    private static Dictionary<string, string> Valid() => Variables.Of(Region, Region, "us-east-1");
}
