using System.Text.Json.Serialization;
using DataSync.Core.Redrive;

namespace DataSync.Functions.Redrive;

/// <summary>What a person or a schedule sends: <c>{"queue":"changes","max":1000,"reason":"RetriesExhausted","olderThan":"2h"}</c>.</summary>
public sealed record RedriveInvocation
{
    /// <summary>A name of <see cref="DeadLetterQueues"/>.</summary>
    [JsonPropertyName("queue")]
    public string? Queue { get; init; }

    /// <summary>Several of them, in place of <see cref="Queue"/>.</summary>
    [JsonPropertyName("queues")]
    public string[]? Queues { get; init; }

    /// <summary>At most so many letters of each queue; null for <see cref="RedriveRequest.DefaultMaxCount"/>.</summary>
    [JsonPropertyName("max")]
    public int? Max { get; init; }

    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>Any of these.</summary>
    [JsonPropertyName("reasons")]
    public string[]? Reasons { get; init; }

    [JsonPropertyName("origin")]
    public string? Origin { get; init; }

    [JsonPropertyName("entity")]
    public string? Entity { get; init; }

    [JsonPropertyName("keyPrefix")]
    public string? KeyPrefix { get; init; }

    [JsonPropertyName("olderThan")]
    public string? OlderThan { get; init; }

    [JsonPropertyName("newerThan")]
    public string? NewerThan { get; init; }

    /// <summary>Only the letters with these message ids.</summary>
    [JsonPropertyName("ids")]
    public string[]? Ids { get; init; }

    [JsonPropertyName("ratePerSecond")]
    public double? RatePerSecond { get; init; }

    [JsonPropertyName("maxReplays")]
    public int? MaxReplays { get; init; }

    [JsonPropertyName("dryRun")]
    public bool DryRun { get; init; }

    /// <summary>What is asked for, at least one: an unknown name is found out later.</summary>
    [JsonIgnore]
    public List<string> AllQueues => Queues is { Length: > 0 } ? [.. Queues] : [Queue ?? ""];
}
