using System.Text.Json.Serialization;
using DataSync.Core.Redrive;

namespace DataSync.Functions.Redrive;

/// <summary>What a person gets; of several queues, the sum.</summary>
public sealed record RedriveResponse
{
    [JsonPropertyName("queue")]
    public required string Queue { get; init; }

    /// <summary>True when nothing was changed: the counts are of what would have been.</summary>
    [JsonPropertyName("dryRun")]
    public bool DryRun { get; init; }

    [JsonPropertyName("seen")]
    public int Seen { get; init; }

    [JsonPropertyName("redriven")]
    public int Redriven { get; init; }

    [JsonPropertyName("copies")]
    public int Copies { get; init; }

    [JsonPropertyName("skipped")]
    public int Skipped { get; init; }

    [JsonPropertyName("kept")]
    public int Kept { get; init; }

    [JsonPropertyName("failedAgain")]
    public int FailedAgain { get; init; }

    [JsonPropertyName("wornOut")]
    public int WornOut { get; init; }

    [JsonPropertyName("undeleted")]
    public int Undeleted { get; init; }

    /// <summary>True when the dead-letter queue had no more to give.</summary>
    [JsonPropertyName("empty")]
    public bool Empty { get; init; }

    /// <summary>True when the run ended because so many letters stay that the queue gives no more.</summary>
    [JsonPropertyName("atLimit")]
    public bool AtLimit { get; init; }

    [JsonPropertyName("errors")]
    public string[] Errors { get; init; } = [];

    internal RedriveResponse With(RedriveReport report) => this with
    {
        Seen = Seen + report.SeenCount,
        Redriven = Redriven + report.RedrivenCount,
        Copies = Copies + report.CopyCount,
        Skipped = Skipped + report.SkippedCount,
        Kept = Kept + report.KeptCount,
        FailedAgain = FailedAgain + report.FailedAgainCount,
        WornOut = WornOut + report.WornOutCount,
        Undeleted = Undeleted + report.UndeletedCount,
        Empty = Empty && report.IsEmpty,
        AtLimit = AtLimit || report.IsAtLimit,
        Errors = [.. Errors, .. report.Errors],
    };
}

/// <summary>JSON of this function.</summary>
[JsonSerializable(typeof(RedriveInvocation))]
[JsonSerializable(typeof(RedriveResponse))]
public sealed partial class RedriveJson : JsonSerializerContext;
