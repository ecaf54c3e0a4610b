using DataSync.LocalAws.CloudWatch;
using Xunit;
using static DataSync.Aws.Tests.Local.CloudWatch.MetricsFixture;

namespace DataSync.Aws.Tests.Local.CloudWatch;

public sealed class EmbeddedMetricsTests
{
    private const string Line = """
        {"_aws":{"Timestamp":TIME,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[[],["Origin"],["Origin","Missing"]],"Metrics":[{"Name":"Lag","Unit":"Milliseconds"},{"Name":"Absent"}]}]},"Origin":"us-east-1","Lag":[5,15,10]}
        """;

    [Fact]
    public async Task Values_count_for_each_set_of_dimensions_that_the_line_has_values_for()
    {
        await using var fixture = new MetricsFixture();

        var taken = EmbeddedMetrics.Take(fixture.Store, Region, At(Noon));
        var metrics = await fixture.AnswerAsync("ListMetrics", []);

        Assert.True(taken);
        Assert.Equal(2, metrics.GetProperty("Metrics").GetArrayLength());
        Assert.Equal((30, 15, 3), (await fixture.ValueAsync(Lag(), "Sum"), await fixture.ValueAsync(Lag("us-east-1"), "Maximum"), await fixture.ValueAsync(Lag("us-east-1"), "SampleCount")));
    }

    [Fact]
    public async Task Values_are_of_the_lines_own_time()
    {
        await using var fixture = new MetricsFixture();

        EmbeddedMetrics.Take(fixture.Store, Region, At(Noon.AddMinutes(-3)));

        Assert.Equal([(-3, 30)], await fixture.ReadAsync(Lag(), "Sum"));
    }

    [Fact]
    public async Task Line_of_a_clock_that_is_days_off_counts_as_of_now()
    {
        await using var fixture = new MetricsFixture();

        EmbeddedMetrics.Take(fixture.Store, Region, At(Noon.AddDays(-5)));

        Assert.Equal([(0, 30)], await fixture.ReadAsync(Lag(), "Sum"));
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("""{"level":"info","message":"about _aws"}""")]
    [InlineData("""{"_aws":""")]
    [InlineData("""{"_aws":7}""")]
    [InlineData("""{"_aws":{"CloudWatchMetrics":"x"}}""")]
    public async Task Line_of_no_such_format_is_left_alone(string line)
    {
        await using var fixture = new MetricsFixture();

        var taken = EmbeddedMetrics.Take(fixture.Store, Region, line);

        Assert.False(taken);
    }

    private static string At(DateTimeOffset time) => Line.Replace("TIME", $"{time.ToUnixTimeMilliseconds()}", StringComparison.Ordinal);
}
