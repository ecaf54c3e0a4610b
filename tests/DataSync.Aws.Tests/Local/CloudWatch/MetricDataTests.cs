using System.Text;
using System.Text.Json.Nodes;
using DataSync.LocalAws.CloudWatch;
using Xunit;
using static DataSync.Aws.Tests.Local.CloudWatch.MetricsFixture;

namespace DataSync.Aws.Tests.Local.CloudWatch;

public sealed class MetricDataTests
{
    [Theory]
    [InlineData("Sum", 60)]
    [InlineData("Average", 20)]
    [InlineData("Minimum", 10)]
    [InlineData("Maximum", 30)]
    [InlineData("SampleCount", 3)]
    [InlineData("p0", 10)]
    [InlineData("p100", 30)]
    public async Task Statistic_of_a_minute_is_exact(string stat, double expected)
    {
        await using var fixture = new MetricsFixture();
        fixture.Add(20);
        fixture.Add(10);
        fixture.Add(30);

        var points = await fixture.ReadAsync(Lag(), stat);

        Assert.Equal([(0, expected)], points);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(95)]
    [InlineData(99)]
    [InlineData(99.9)]
    public async Task Percentile_is_within_one_percent_however_many_values_and_minutes_there_are(double percent)
    {
        await using var fixture = new MetricsFixture();
        var random = new Random(7);
        var values = Enumerable.Range(0, 20_000).Select(_ => Math.Exp((random.NextDouble() * 12) - 2)).Order().ToList();
        foreach (var (index, value) in values.Index())
        {
            fixture.Add(value, -(index % 60));
        }

        var found = await fixture.ValueAsync(Lag(), FormattableString.Invariant($"p{percent}"));

        var exact = values[(int)Math.Ceiling(percent / 100 * values.Count) - 1];
        Assert.InRange(found, exact * 0.99, exact * 1.01);
    }

    [Fact]
    public async Task Percentiles_know_zero_and_negative_values()
    {
        await using var fixture = new MetricsFixture();
        foreach (var value in (double[])[-100, -10, 0, 10, 100])
        {
            fixture.Add(value);
        }

        var found = (await fixture.ValueAsync(Lag(), "p20"), await fixture.ValueAsync(Lag(), "p40"), await fixture.ValueAsync(Lag(), "p60"), await fixture.ValueAsync(Lag(), "p80"));

        Assert.InRange(found.Item1, -100, -99);
        Assert.InRange(found.Item2, -10.1, -9.9);
        Assert.Equal(0, found.Item3);
        Assert.InRange(found.Item4, 9.9, 10.1);
    }

    [Fact]
    public async Task Points_begin_at_the_start_time_rounded_down_to_the_minute_and_end_before_the_end()
    {
        await using var fixture = new MetricsFixture();
        foreach (var minute in Enumerable.Range(0, 14))
        {
            fixture.Add(1, minute);
        }

        var points = await fixture.ReadAsync(Lag(), "Sum", 300, start: 2.5, end: 12);

        Assert.Equal([(2, 5), (7, 5)], points);
    }

    [Fact]
    public async Task Minute_without_values_has_no_point()
    {
        await using var fixture = new MetricsFixture();
        fixture.Add(1, -5);
        fixture.Add(2, 0);

        var points = await fixture.ReadAsync(Lag(), "Sum");

        Assert.Equal([(-5, 1), (0, 2)], points);
    }

    [Fact]
    public async Task Newest_point_comes_first_unless_asked_otherwise()
    {
        await using var fixture = new MetricsFixture();
        fixture.Add(1, -1);
        fixture.Add(2, 0);

        var answer = await fixture.AnswerAsync("GetMetricData", Request(-10, 10, scanBy: null, Query("m", Lag())));

        Assert.Equal([2, 1], answer.GetProperty("MetricDataResults")[0].GetProperty("Values").EnumerateArray().Select(value => value.GetDouble()));
    }

    [Fact]
    public async Task Each_set_of_dimensions_in_each_region_is_a_metric_of_its_own()
    {
        await using var fixture = new MetricsFixture();
        fixture.Store.Add(Lag(), 1);
        fixture.Store.Add(Lag("us-east-1"), 2);
        fixture.Store.Add(Lag("us-east-1", region: "ap-southeast-1"), 4);
        var both = new DimensionSet([new("A", "1"), new("B", "2")]);
        fixture.Store.Add(Lag() with { Dimensions = both }, 8);

        var found = (await fixture.ValueAsync(Lag(), "Sum"), await fixture.ValueAsync(Lag("us-east-1"), "Sum"), await fixture.ValueAsync(Lag() with { Dimensions = new DimensionSet([new("B", "2"), new("A", "1")]) }, "Sum"));

        Assert.Equal((1, 2, 8), found);
    }

    [Fact]
    public async Task Figures_are_forgotten_after_three_hours()
    {
        await using var fixture = new MetricsFixture();
        fixture.Add(1);

        fixture.Time.Advance(TimeSpan.FromMinutes(179));
        var kept = await fixture.ReadAsync(Lag(), "Sum");
        fixture.Time.Advance(TimeSpan.FromMinutes(2));
        var gone = await fixture.ReadAsync(Lag(), "Sum");
        var metrics = await fixture.AnswerAsync("ListMetrics", []);

        Assert.Equal([(0, 1)], kept);
        Assert.Empty(gone);
        Assert.Equal(0, metrics.GetProperty("Metrics").GetArrayLength());
    }

    [Fact]
    public async Task Value_that_is_too_old_or_too_far_ahead_is_not_taken()
    {
        await using var fixture = new MetricsFixture();

        var taken = (fixture.Store.Add(Lag(), 1, Noon.AddHours(-4)), fixture.Store.Add(Lag(), 1, Noon.AddHours(3)), fixture.Store.Add(Lag(), double.NaN), fixture.Store.Add(Lag(), 1, Noon.AddHours(-2)));

        Assert.Equal((false, false, false, true), taken);
    }

    [Fact]
    public async Task Metrics_beyond_the_limit_are_not_kept()
    {
        await using var fixture = new MetricsFixture();
        for (var i = 0; i < MetricStore.MaxMetrics; i++)
        {
            fixture.Store.Add(Lag($"{i}"), 1);
        }

        var taken = (fixture.Store.Add(Lag("one more"), 1), fixture.Store.Add(Lag("7"), 1));

        Assert.Equal((false, true), taken);
    }

    [Fact]
    public async Task Query_that_returns_no_data_is_left_out()
    {
        await using var fixture = new MetricsFixture();
        var hidden = Query("hidden", Lag());
        hidden["ReturnData"] = false;
        var named = Query("named", Lag());
        named["Label"] = "replication lag";

        var answer = await fixture.AnswerAsync("GetMetricData", Request(-10, 10, null, hidden, named));

        Assert.Equal("replication lag", Assert.Single(answer.GetProperty("MetricDataResults").EnumerateArray()).GetProperty("Label").GetString());
    }

    [Fact]
    public async Task Five_hundred_queries_are_answered_at_once_and_more_are_refused()
    {
        await using var fixture = new MetricsFixture();
        JsonNode[] Queries(int count) => [.. Enumerable.Range(0, count).Select(i => Query($"q{i}", Lag()))];

        var most = await fixture.CallAsync("GetMetricData", Request(-10, 10, null, Queries(500)));
        var more = await fixture.CallAsync("GetMetricData", Request(-10, 10, null, Queries(501)));

        Assert.Equal((200, 400), (most.Status, more.Status));
    }

    [Theory]
    [InlineData("""{"Id":"m","Expression":"SUM(METRICS())"}""", "math and Metrics Insights are not supported here")]
    [InlineData("""{"Id":"M","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M"},"Period":60,"Stat":"Sum"}}""", "must start with a lower-case letter")]
    [InlineData("""{"Id":"m","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M"},"Period":30,"Stat":"Sum"}}""", "must be a multiple of 60 seconds")]
    [InlineData("""{"Id":"m","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M"},"Period":60,"Stat":"tm90"}}""", "The statistic 'tm90' is not known here")]
    [InlineData("""{"Id":"m","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M","Dimensions":"x"},"Period":60,"Stat":"Sum"}}""", "MetricDataQueries.1.MetricStat.Metric.Dimensions must be a list.")]
    public async Task Query_that_cant_be_answered_is_a_validation_error_with_the_reason(string query, string reason)
    {
        await using var fixture = new MetricsFixture();

        var response = await fixture.CallAsync("GetMetricData", Request(-10, 10, null, JsonNode.Parse(query)!));

        var text = Encoding.UTF8.GetString(response.Body.Span).Replace("\\u0027", "'", StringComparison.Ordinal);
        Assert.Equal((400, "ValidationError;Sender"), (response.Status, response.QueryErrorCode));
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.Contains("\"__type\":\"ValidationError\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_before_the_start_is_refused()
    {
        await using var fixture = new MetricsFixture();

        var response = await fixture.CallAsync("GetMetricData", Request(0, -1, null, Query("m", Lag())));

        Assert.Equal(400, response.Status);
    }

    [Fact]
    public async Task Id_used_twice_is_refused()
    {
        await using var fixture = new MetricsFixture();

        var response = await fixture.CallAsync("GetMetricData", Request(-1, 1, null, Query("m", Lag()), Query("m", Lag())));

        Assert.Equal(400, response.Status);
    }

    [Fact]
    public async Task Values_with_counts_are_put_as_often_as_they_count()
    {
        await using var fixture = new MetricsFixture();

        await fixture.AnswerAsync("PutMetricData", JsonNode.Parse("""{"Namespace":"Shop","MetricData":[{"MetricName":"Lag","Values":[10,40],"Counts":[3,1]}]}""")!.AsObject());

        Assert.Equal((70, 4), (await fixture.ValueAsync(Lag(), "Sum"), await fixture.ValueAsync(Lag(), "SampleCount")));
    }

    [Fact]
    public async Task Metrics_are_listed_by_namespace_name_and_dimensions_in_pages_of_five_hundred()
    {
        await using var fixture = new MetricsFixture();
        for (var i = 0; i < 600; i++)
        {
            fixture.Store.Add(Lag($"{i}"), 1);
        }

        fixture.Store.Add(Lag(), 1);
        var first = await fixture.AnswerAsync("ListMetrics", JsonNode.Parse("""{"Namespace":"Shop","MetricName":"Lag","Dimensions":[{"Name":"Origin"}]}""")!.AsObject());
        var second = await fixture.AnswerAsync("ListMetrics", new JsonObject { ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "Origin" }), ["NextToken"] = first.GetProperty("NextToken").GetString() });
        var one = await fixture.AnswerAsync("ListMetrics", JsonNode.Parse("""{"Dimensions":[{"Name":"Origin","Value":"7"}]}""")!.AsObject());

        Assert.Equal((500, 100, 1), (first.GetProperty("Metrics").GetArrayLength(), second.GetProperty("Metrics").GetArrayLength(), one.GetProperty("Metrics").GetArrayLength()));
        Assert.False(second.TryGetProperty("NextToken", out _));
    }
}
