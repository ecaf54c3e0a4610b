using System.Text.Json;
using System.Text.Json.Serialization;
using DataSync.Core.Routing;

namespace DataSync.Functions.Route;

/// <summary>The answer's body. What other programs read: fields are added, never changed.</summary>
public sealed record RouteReply
{
    /// <summary>The region that serves the user; null when none may.</summary>
    [JsonPropertyName("region")]
    public required string? Region { get; init; }

    /// <summary><c>home</c>, <c>default</c>, <c>fallback</c>, <c>residency-fallback</c> or <c>none</c>.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    [JsonPropertyName("country")]
    public required string? Country { get; init; }

    /// <summary>Where to go on to when the region does not answer, in order.</summary>
    [JsonPropertyName("alternatives")]
    public required IReadOnlyList<string> Alternatives { get; init; }

    /// <summary>By region: <c>healthy</c>, <c>unhealthy</c>, or <c>presumed</c> where nobody asks.</summary>
    [JsonPropertyName("health")]
    public required IReadOnlyDictionary<string, string> Health { get; init; }

    /// <summary>The body for an answer.</summary>
    public static string Write(RouteAnswer answer, IReadOnlyCollection<string> regions, IReadOnlySet<string> healthy, bool isAsking) => JsonSerializer.Serialize(
        new RouteReply
        {
            Region = answer.Region,
            Reason = answer.Reason.Word(),
            Country = answer.Country,
            Alternatives = answer.Alternatives,
            Health = regions.ToDictionary(region => region, region => !isAsking ? "presumed" : healthy.Contains(region) ? "healthy" : "unhealthy"),
        },
        RouteJson.Default.RouteReply);
}

/// <summary>JSON of this function.</summary>
[JsonSerializable(typeof(RouteReply))]
public sealed partial class RouteJson : JsonSerializerContext;
