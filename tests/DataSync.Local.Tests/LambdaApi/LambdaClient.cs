using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.Local.Tests.LambdaApi;

/// <summary>Calls of Lambda and CloudWatch over HTTP, signed with a scope as every client's are. One access key for each kind of caller.</summary>
internal sealed class LambdaClient(LocalHost host, string region, string key = "DEVELOPER") : IDisposable
{
    private readonly HttpClient _client = new();

    public async Task<LambdaAnswer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, "lambda", body);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await _client.SendAsync(request);
        return new LambdaAnswer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<LambdaAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<LambdaAnswer> EnableAsync(string mappingId, bool enabled) =>
        SendAsync(HttpMethod.Put, $"event-source-mappings/{mappingId}", new JsonObject { ["Enabled"] = enabled }.ToJsonString());

    public async Task<string?> StateAsync(string mappingId) => (await GetAsync($"event-source-mappings/{mappingId}")).Text("State");

    /// <summary>The values of a metric over the last hour, as one; null when there are none.</summary>
    public async Task<double?> FigureAsync(string metricNamespace, string name, string stat, params (string Name, string Value)[] dimensions)
    {
        using var request = Request(HttpMethod.Post, "", "monitoring", Query(metricNamespace, name, stat, dimensions).ToJsonString());
        request.RequestUri = host.Endpoint;
        request.Headers.Add("X-Amz-Target", "GraniteServiceVersion20100801.GetMetricData");
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        var values = document.RootElement.GetProperty("MetricDataResults")[0].GetProperty("Values");
        return values.GetArrayLength() == 0 ? null : values[0].GetDouble();
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, string service, string? body)
    {
        var request = new HttpRequestMessage(method, new Uri(host.Endpoint, "2015-03-31/" + path));
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0");
        }

        return request;
    }

    private static JsonObject Query(string metricNamespace, string name, string stat, (string Name, string Value)[] dimensions) => new()
    {
        ["StartTime"] = DateTimeOffset.UtcNow.AddMinutes(-30).ToUnixTimeSeconds(),
        ["EndTime"] = DateTimeOffset.UtcNow.AddMinutes(30).ToUnixTimeSeconds(),
        ["MetricDataQueries"] = new JsonArray(new JsonObject
        {
            ["Id"] = "m",
            ["MetricStat"] = new JsonObject
            {
                ["Metric"] = new JsonObject
                {
                    ["Namespace"] = metricNamespace,
                    ["MetricName"] = name,
                    ["Dimensions"] = new JsonArray([.. dimensions.Select(dimension => new JsonObject { ["Name"] = dimension.Name, ["Value"] = dimension.Value })]),
                },
                ["Period"] = 7200,
                ["Stat"] = stat,
            },
        }),
    };
}

/// <summary>An answer, taken apart.</summary>
internal sealed record LambdaAnswer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    public string? ErrorType => Headers.GetValueOrDefault("x-amzn-ErrorType");

    public string? Text(string name) => Json.GetProperty(name).GetString();
}
