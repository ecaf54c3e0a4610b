using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.LocalAws;
using DataSync.LocalAws.CloudWatch;
using DataSync.LocalAws.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Local.CloudWatch;

/// <summary>CloudWatch on virtual time, asked in the words of its protocol. Minutes count from noon, where the clock stands at first.</summary>
internal sealed class MetricsFixture : IAsyncDisposable
{
    public const string Region = "eu-west-1";
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public MetricsFixture() => Cloud = LocalCloud.Create(new LocalCloudOptions { Time = Time });

    public FakeTimeProvider Time { get; } = new(Noon);

    public LocalCloud Cloud { get; }

    public MetricStore Store => Cloud.CloudWatch.Store;

    public static MetricId Lag(string? origin = null, string region = Region) =>
        new(region, "Shop", "Lag", origin is null ? DimensionSet.Empty : DimensionSet.Of("Origin", origin));

    public void Add(double value, double minute = 0) => Store.Add(Lag(), value, Noon.AddMinutes(minute));

    /// <summary>Points of a metric, oldest first: minutes from noon and values.</summary>
    public async Task<List<(double Minute, double Value)>> ReadAsync(MetricId id, string stat, int periodSeconds = 60, double start = -60, double end = 60)
    {
        var result = (await AnswerAsync("GetMetricData", Request(start, end, "TimestampAscending", Query("m", id, stat, periodSeconds)))).GetProperty("MetricDataResults")[0];
        return [.. result.GetProperty("Timestamps").EnumerateArray().Select(at => (at.GetDouble() - Noon.ToUnixTimeSeconds()) / 60)
            .Zip(result.GetProperty("Values").EnumerateArray().Select(value => value.GetDouble()))];
    }

    public async Task<double> ValueAsync(MetricId id, string stat) => (await ReadAsync(id, stat, 7200)).Single().Value;

    public static JsonObject Request(double start, double end, string? scanBy, params JsonNode[] queries) => new()
    {
        ["StartTime"] = Noon.AddMinutes(start).ToUnixTimeMilliseconds() / 1000.0,
        ["EndTime"] = Noon.AddMinutes(end).ToUnixTimeMilliseconds() / 1000.0,
        ["ScanBy"] = scanBy,
        ["MetricDataQueries"] = new JsonArray(queries),
    };

    public static JsonObject Query(string id, MetricId metric, string stat = "Sum", int periodSeconds = 60) => new()
    {
        ["Id"] = id,
        ["MetricStat"] = new JsonObject
        {
            ["Metric"] = new JsonObject
            {
                ["Namespace"] = metric.Namespace,
                ["MetricName"] = metric.Name,
                ["Dimensions"] = new JsonArray([.. metric.Dimensions.Dimensions.Select(pair => new JsonObject { ["Name"] = pair.Key, ["Value"] = pair.Value })]),
            },
            ["Period"] = periodSeconds,
            ["Stat"] = stat,
        },
    };

    public async Task<JsonElement> AnswerAsync(string operation, JsonObject body)
    {
        var response = await CallAsync(operation, body);
        Xunit.Assert.True(response.Status == 200, Encoding.UTF8.GetString(response.Body.Span));
        return JsonDocument.Parse(response.Body).RootElement.Clone();
    }

    public ValueTask<AwsResponse> CallAsync(string operation, JsonObject body) =>
        Cloud.Service("monitoring").HandleAsync(new AwsRequest("monitoring", Region, operation, Encoding.UTF8.GetBytes(body.ToJsonString())), CancellationToken.None);

    public ValueTask DisposeAsync() => Cloud.DisposeAsync();
}
