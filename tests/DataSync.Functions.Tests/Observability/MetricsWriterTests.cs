using System.Text.Json;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Observability;

public sealed class MetricsWriterTests : IDisposable
{
    private readonly StringWriter _output = new();

    [Fact]
    public void A_line_is_exactly_what_CloudWatch_documents()
    {
        Writer().Write([Metric.Count("Applied", 3), Metric.Milliseconds("ReplicationLag", [5, 7])], "us-east-1");

        const string expected = """
            {"_aws":{"Timestamp":1767225600000,"CloudWatchMetrics":[{"Namespace":"DataSync","Dimensions":[["Region"],["Region","OriginRegion"]],
            "Metrics":[{"Name":"Applied","Unit":"Count"},{"Name":"ReplicationLag","Unit":"Milliseconds"}]}]},
            "Region":"eu-west-1","OriginRegion":"us-east-1","Applied":3,"ReplicationLag":[5,7]}
            """;
        Assert.Equal(expected.ReplaceLineEndings("") + _output.NewLine, _output.ToString());
    }

    [Fact]
    public void Without_an_origin_there_is_one_set_of_dimensions()
    {
        Writer().Write([Metric.Seconds("OldestUnsentAge", 0)]);

        var line = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal("""[["Region"]]""", line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Dimensions").GetRawText());
        Assert.Equal("Seconds", line.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Metrics")[0].GetProperty("Unit").GetString());
        Assert.False(line.TryGetProperty("OriginRegion", out _));
    }

    [Fact]
    public void Nothing_to_say_is_no_line()
    {
        Writer().Write([.. Metric.NonZero(("Applied", 0), ("Deferred", 0))]);

        Assert.Equal("", _output.ToString());
    }

    [Theory]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    [InlineData(10_000, 100)]
    public void At_most_a_hundred_values_stand_in_a_line_and_the_largest_is_among_them(int valueCount, int written)
    {
        Writer().Write([Metric.Milliseconds("ReplicationLag", [.. Enumerable.Range(1, valueCount).Reverse().Select(v => (long)v)])]);

        var values = JsonDocument.Parse(_output.ToString()).RootElement.GetProperty("ReplicationLag").EnumerateArray().Select(v => v.GetInt64()).ToArray();
        Assert.Equal(written, values.Length);
        Assert.Equal(valueCount, values.Max());
        Assert.InRange(values.Order().ElementAt(written / 2), valueCount * 0.49, valueCount * 0.52 + 1);
    }

    public void Dispose() => _output.Dispose();

    private MetricsWriter Writer() => new("DataSync", "eu-west-1", new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), _output);
}
