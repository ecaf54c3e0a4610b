using System.Text.Json.Serialization;

namespace DataSync.Functions.Redrive;

/// <summary>What a person sends: <c>{"queue":"changes","max":1000,"reason":"RetriesExhausted"}</c>.</summary>
public sealed record RedriveInvocation
{
    [JsonPropertyName("queue")]
    public string? Queue { get; init; }

    [JsonPropertyName("max")]
    public int? Max { get; init; }

    [JsonPropertyName("reason")]
    public string? Reason { get; init; }
}

/// <summary>What a person gets.</summary>
public sealed record RedriveResponse
{
    [JsonPropertyName("queue")]
    public required string Queue { get; init; }

    [JsonPropertyName("redriven")]
    public required int Redriven { get; init; }

    [JsonPropertyName("skipped")]
    public required int Skipped { get; init; }

    [JsonPropertyName("kept")]
    public required int Kept { get; init; }

    [JsonPropertyName("failedAgain")]
    public required int FailedAgain { get; init; }

    /// <summary>True when the dead-letter queue had no more to give.</summary>
    [JsonPropertyName("empty")]
    public required bool Empty { get; init; }
}

/// <summary>JSON of this function.</summary>
[JsonSerializable(typeof(RedriveInvocation))]
[JsonSerializable(typeof(RedriveResponse))]
public sealed partial class RedriveJson : JsonSerializerContext;
