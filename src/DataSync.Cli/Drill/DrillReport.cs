using System.Text.Json.Serialization;

namespace DataSync.Cli.Drill;

/// <summary>What a drill measured. docs/drills.md describes each field; fields are added, never renamed.</summary>
/// <param name="Region">The region that was taken out.</param>
/// <param name="Target">The next region in the order of preference: what it lacks at the loss is what is not replicated.</param>
internal sealed record DrillReport(string Region, string Target)
{
    /// <summary>The newest format.</summary>
    public const int Format = 1;

    /// <summary>Format of the report.</summary>
    public int Version { get; init; } = Format;

    /// <summary>When the drill began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>How it was done.</summary>
    public required DrillSetup Setup { get; init; }

    /// <summary>True when every target was met.</summary>
    public bool IsPassed => Targets.All(target => target.IsMet);

    /// <summary>What was to be reached, and what was.</summary>
    public IReadOnlyList<DrillTarget> Targets { get; init; } = [];

    /// <summary>The moment of loss.</summary>
    public DateTimeOffset LostAt { get; init; }

    /// <summary>When the region was brought back.</summary>
    public DateTimeOffset HealedAt { get; init; }

    /// <summary>What was measured.</summary>
    public required DrillFigures Figures { get; init; }

    /// <summary>Writes of the lost region that the target lacked at the moment of loss, the oldest first; at most <see cref="DrillFigures.MaxListed"/>.</summary>
    public IReadOnlyList<UnreplicatedItem> Unreplicated { get; init; } = [];

    /// <summary>Keys of confirmed writes that some region does not hold in the end, or holds differently; at most <see cref="DrillFigures.MaxListed"/>.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>What happened when.</summary>
    public IReadOnlyList<TimelineEvent> Events { get; init; } = [];

    /// <summary>What a reader should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How a drill was done. Durations are in seconds.</summary>
/// <param name="How"><c>Drain</c>, <c>Cut</c> or <c>External</c>.</param>
/// <param name="Where">The local host, or where the services are.</param>
/// <param name="Routing"><c>simulated</c>, or the URL that was asked.</param>
/// <param name="Regions">All regions in the order of preference.</param>
/// <param name="IntervalSeconds">Pause between two health checks.</param>
/// <param name="Threshold">Checks in a row.</param>
/// <param name="RatePerSecond">Requests a second.</param>
/// <param name="DnsTtlSeconds">How long clients kept a routing answer.</param>
/// <param name="OutageSeconds">How long the region was out.</param>
internal sealed record DrillSetup(
    string How, string Where, string Routing, IReadOnlyList<string> Regions, double IntervalSeconds, int Threshold, double RatePerSecond, double DnsTtlSeconds, double OutageSeconds);

/// <summary>A target.</summary>
/// <param name="Name"><c>rto</c>, <c>rpo</c>, <c>converge</c> or <c>lost</c>.</param>
/// <param name="Limit">Seconds, or items for <c>lost</c>.</param>
/// <param name="Measured">The same; null when it did not happen.</param>
/// <param name="IsMet">True when it was reached.</param>
/// <param name="Text">The same in words.</param>
internal sealed record DrillTarget(string Name, double Limit, double? Measured, bool IsMet, string Text);

/// <summary>A write that the target lacked at the moment of loss.</summary>
/// <param name="Key">Its partition key.</param>
/// <param name="Version">Its version in the lost region; null when it was not sequenced yet.</param>
/// <param name="WrittenAt">When its request was begun.</param>
/// <param name="AgeSeconds">How long that was before the loss.</param>
/// <param name="ArrivedBeforeHealing">True when it was under way and arrived all the same; false: it would be gone if the region had never come back.</param>
internal sealed record UnreplicatedItem(string Key, string? Version, DateTimeOffset WrittenAt, double AgeSeconds, bool ArrivedBeforeHealing);

/// <summary>Reports for programs.</summary>
[JsonSerializable(typeof(DrillReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class DrillJson : JsonSerializerContext;
