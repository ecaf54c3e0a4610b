using DataSync.Core.Serving;

namespace DataSync.Cli.Failover;

/// <summary>What matters of a region when writers move.</summary>
/// <param name="Region">Its name.</param>
internal sealed record RegionFacts(string Region)
{
    /// <summary>Why it does not answer the operator; null when it does.</summary>
    public string? Error { get; init; }

    /// <summary>What it answers on its health URL; null when the stack has none.</summary>
    public HealthAnswer? Health { get; init; }

    /// <summary>Its serving state as it is written; null when the stack has none.</summary>
    public string? Serving { get; init; }

    /// <summary>State of the event source mappings by handler, as Lambda says.</summary>
    public IReadOnlyDictionary<string, string> Mappings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Regions on hold there.</summary>
    public IReadOnlyList<string> OnHold { get; init; } = [];

    /// <summary>How far a version may be ahead of its clock.</summary>
    public TimeSpan MaxDrift { get; init; }

    /// <summary>The serving state; null when there is none that can be read.</summary>
    public ServingState? State => Serving is { } text && ServingState.TryParse(text, out var state) ? state : null;

    /// <summary>True when it drains.</summary>
    public bool IsDraining => State is { IsDraining: true };
}

/// <summary>Dead letters with writes that a region lacks.</summary>
/// <param name="AtTarget">In the target's own queue: it gave up on them.</param>
/// <param name="AtOrigin">In the origin's queues and failure bucket: they were never sent; null when nobody could ask.</param>
internal sealed record LetterCounts(long AtTarget, long? AtOrigin)
{
    /// <summary>All that are known.</summary>
    public long Total => AtTarget + (AtOrigin ?? 0);
}

/// <summary>Writes of a region, as its capture counted them.</summary>
/// <param name="Count">How many since the time asked for.</param>
/// <param name="LastAt">End of the newest minute with one; null when there was none.</param>
internal sealed record WriteFacts(long Count, DateTimeOffset? LastAt);
