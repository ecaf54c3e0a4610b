using System.Text.Json;
using System.Text.Json.Serialization;
using DataSync.Core.Serving;

namespace DataSync.Functions.Health;

/// <summary>The answer's body. What other programs read: fields are added, never changed.</summary>
public sealed record HealthReply
{
    /// <summary><c>healthy</c>, <c>degraded</c>, <c>unhealthy</c> or <c>draining</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("region")]
    public required string Region { get; init; }

    /// <summary>When the checks were done, in UTC.</summary>
    [JsonPropertyName("timestamp")]
    public required DateTime Timestamp { get; init; }

    /// <summary>How long ago that is.</summary>
    [JsonPropertyName("ageMs")]
    public required long AgeMs { get; init; }

    [JsonPropertyName("version")]
    public required string Version { get; init; }

    [JsonPropertyName("checks")]
    public required IReadOnlyList<CheckReply> Checks { get; init; }

    /// <summary>The body for a report. Of a check's outcome everything but its detail is in it.</summary>
    public static string Write(HealthReport report, TimeSpan age, string region, string version)
    {
        var reply = new HealthReply
        {
            Status = WordOf(report.Status),
            Region = region,
            Timestamp = report.At.UtcDateTime,
            AgeMs = (long)age.TotalMilliseconds,
            Version = version,
            Checks = [.. report.Checks.Select(c => new CheckReply { Name = c.Name, Status = WordOf(c.Outcome.Status), LatencyMs = c.LatencyMs, Message = c.Outcome.Message })],
        };
        return JsonSerializer.Serialize(reply, HealthJson.Default.HealthReply);
    }

    private static string WordOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        HealthStatus.Unhealthy => "unhealthy",
        HealthStatus.Draining => "draining",
        _ => throw new InvalidOperationException($"The status {status} is none."),
    };

    private static string WordOf(CheckStatus status) => status switch
    {
        CheckStatus.Pass => "pass",
        CheckStatus.Warn => "warn",
        CheckStatus.Fail => "fail",
        _ => throw new InvalidOperationException($"The status {status} is none."),
    };
}

/// <summary>A check in the answer's body.</summary>
public sealed record CheckReply
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary><c>pass</c>, <c>warn</c> or <c>fail</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("latencyMs")]
    public required long LatencyMs { get; init; }

    [JsonPropertyName("message")]
    public required string Message { get; init; }
}

/// <summary>JSON of this function.</summary>
[JsonSerializable(typeof(HealthReply))]
public sealed partial class HealthJson : JsonSerializerContext;
