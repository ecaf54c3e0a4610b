using System.Text.Json;
using DataSync.Functions.Health;
using DataSync.Functions.Tests.Support;

namespace DataSync.Functions.Tests.Health;

/// <summary>Asks a region's health function as the HTTP API does.</summary>
internal sealed class HealthClient(LocalRegion region, HealthFunction function)
{
    public static HealthClient Of(LocalRegions regions, LocalRegion region) => new(region, region.MakeHealth(regions.Time));

    public async Task<HealthAnswer> GetAsync(string path = HealthFunction.DeepPath, string method = "GET")
    {
        var request = $$"""{"version":"2.0","rawPath":"{{path}}","headers":{},"requestContext":{"http":{"method":"{{method}}","path":"{{path}}"} } }""";
        return await SendAsync(Payloads.Text(request));
    }

    public async Task<HealthAnswer> SendAsync(Stream payload)
    {
        using var reply = await function.HandleAsync(payload, region.Context());
        using var document = await JsonDocument.ParseAsync(reply);
        var root = document.RootElement.Clone();
        var text = root.GetProperty("body").GetString()!;
        return new HealthAnswer(
            root.GetProperty("statusCode").GetInt32(),
            root.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.Ordinal),
            text);
    }
}

/// <summary>What came back.</summary>
internal sealed record HealthAnswer(int Code, Dictionary<string, string> Headers, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string Status => Json.GetProperty("status").GetString()!;

    /// <summary>Each check as <c>name status</c>.</summary>
    public string[] Checks => [.. Json.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("status").GetString()}")];

    public string MessageOf(string check) => Json.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == check).GetProperty("message").GetString()!;

    public long LatencyOf(string check) => Json.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == check).GetProperty("latencyMs").GetInt64();
}
