using DataSync.Cli.Failover;

namespace DataSync.Cli.Tests.Failover;

public sealed class ServingReportTests
{
    [Fact]
    public void A_region_is_shown_with_what_the_operator_said_and_what_it_answers()
    {
        var lines = new[]
        {
            FakeSite.Healthy("us-east-1"),
            FakeSite.Draining("eu-west-1"),
            new RegionFacts("ap-southeast-1") { Error = "no answer" },
            FakeSite.Healthy("us-west-2") with { Serving = null },
            FakeSite.Healthy("us-west-1") with { Serving = "open" },
        }.Select(facts => ServingReport.Of(facts).ToString());

        Assert.Equal(
            [
                "us-east-1        serving; /health answers 200 healthy",
                "eu-west-1        draining since 2025-12-31 00:00:00Z (before); /health answers 503 draining",
                "ap-southeast-1   not known: no answer",
                "us-west-2        not known: its stack has no serving state: it is of an older release",
                "us-west-1        not known: its serving state is 'open', which is none; /health answers 200 healthy",
            ],
            lines);
    }
}
