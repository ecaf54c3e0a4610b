using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;

namespace DataSync.Cli.Tests.Flow;

public sealed class FlowRequestTests
{
    private static readonly string[] Regions = ["us-east-1", "eu-west-1", "ap-southeast-1"];

    [Fact]
    public void Without_options_it_is_about_Apply_and_holds_nothing()
    {
        var request = new FlowRequest("eu-west-1", [], IsOutgoing: false).Check(Regions);

        Assert.True(request.IsApply);
        Assert.Empty(request.Holds(Regions));
    }

    [Fact]
    public void From_origins_holds_the_region_at_each_of_them()
    {
        var request = new FlowRequest("eu-west-1", ["us-east-1", "ap-southeast-1"], IsOutgoing: false).Check(Regions);

        Assert.False(request.IsApply);
        Assert.Equal([("us-east-1", "eu-west-1"), ("ap-southeast-1", "eu-west-1")], request.Holds(Regions).Select(h => (h.At, Assert.Single(h.For))));
    }

    [Fact]
    public void Outgoing_holds_all_others_at_the_region_itself()
    {
        var (at, targets) = Assert.Single(new FlowRequest("eu-west-1", [], IsOutgoing: true).Check(Regions).Holds(Regions));

        Assert.Equal("eu-west-1", at);
        Assert.Equal(["us-east-1", "ap-southeast-1"], targets);
    }

    [Theory]
    [InlineData("mars-1", null, "'mars-1' is not a region of this deployment; they are us-east-1, eu-west-1, ap-southeast-1.")]
    [InlineData("eu-west-1", "mars-1", "'mars-1' is not a region")]
    [InlineData("eu-west-1", "eu-west-1", "what it sends to others is --outgoing")]
    public void A_request_that_makes_no_sense_says_why(string region, string? origin, string why)
    {
        var error = Assert.Throws<OperatorException>(() => new FlowRequest(region, origin is null ? [] : [origin], IsOutgoing: false).Check(Regions));

        Assert.Equal(ExitCodes.CannotStart, error.ExitCode);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_paused_is_resumed_by_the_same_arguments()
    {
        var notes = FlowWords.OfPause(new FlowRequest("eu-west-1", ["us-east-1"], IsOutgoing: true));

        Assert.Contains("To resume: datasync resume eu-west-1 --from us-east-1 --outgoing", notes);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("1.5h", 5400)]
    public void Durations_are_read_as_people_write_them(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("10 m")]
    [InlineData("99999999h")]
    public void What_is_no_duration_is_none(string text) => Assert.Null(DurationText.TryParse(text));
}
