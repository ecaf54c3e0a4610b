using CsCheck;
using DataSync.Core.Serving;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class HealthReportTests
{
    private static readonly Gen<CheckStatus[]> Statuses = Gen.Enum<CheckStatus>().Array[0, 8];

    [Theory]
    [InlineData(false, new CheckStatus[0], HealthStatus.Healthy, 200)]
    [InlineData(false, new[] { CheckStatus.Pass, CheckStatus.Pass }, HealthStatus.Healthy, 200)]
    [InlineData(false, new[] { CheckStatus.Pass, CheckStatus.Warn }, HealthStatus.Degraded, 200)]
    [InlineData(false, new[] { CheckStatus.Fail, CheckStatus.Warn }, HealthStatus.Unhealthy, 503)]
    [InlineData(false, new[] { CheckStatus.Warn, CheckStatus.Fail, CheckStatus.Pass }, HealthStatus.Unhealthy, 503)]
    [InlineData(true, new[] { CheckStatus.Pass }, HealthStatus.Draining, 503)]
    [InlineData(true, new[] { CheckStatus.Fail }, HealthStatus.Draining, 503)]
    public void The_verdict_is_draining_else_the_worst_of_the_checks(bool isDraining, CheckStatus[] statuses, HealthStatus status, int code)
    {
        var report = Report(isDraining, statuses);

        Assert.Equal(status, report.Status);
        Assert.Equal(code, report.HttpStatusCode);
    }

    [Fact]
    public void The_order_of_checks_does_not_matter() => Statuses.Sample(statuses =>
        Assert.Equal(Report(false, statuses).Status, Report(false, [.. statuses.Reverse()]).Status));

    [Fact]
    public void One_more_check_never_makes_a_region_healthier() => Gen.Select(Statuses, Gen.Enum<CheckStatus>()).Sample((statuses, more) =>
        Assert.True(Report(false, [.. statuses, more]).Status >= Report(false, statuses).Status));

    [Fact]
    public void A_region_is_refused_users_exactly_when_it_drains_or_a_check_failed() => Gen.Select(Gen.Bool, Statuses).Sample((isDraining, statuses) =>
        Assert.Equal(isDraining || statuses.Contains(CheckStatus.Fail), Report(isDraining, statuses).HttpStatusCode == 503));

    [Fact]
    public void A_failed_check_is_known_though_the_region_drains()
    {
        Assert.True(Report(true, CheckStatus.Fail).HasFailed);
        Assert.False(Report(true, CheckStatus.Warn).HasFailed);
    }

    private static HealthReport Report(bool isDraining, params CheckStatus[] statuses) =>
        HealthReport.Of(isDraining, DateTimeOffset.UnixEpoch, [.. statuses.Select((s, i) => new CheckResult($"c{i}", new CheckOutcome(s, ""), 0))]);
}
