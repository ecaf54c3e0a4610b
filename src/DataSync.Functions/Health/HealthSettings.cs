using DataSync.Core.Serving;

namespace DataSync.Functions.Health;

/// <summary>What Health checks, how long it may take, and which limits it holds replication to.</summary>
public sealed record HealthSettings
{
    /// <summary>For how long one result is given to all who ask, 1 to 60 seconds.</summary>
    public required TimeSpan CachePeriod { get; init; }

    /// <summary>The longest that one check may take, 0.1 to 4 seconds.</summary>
    public required TimeSpan TimeLimit { get; init; }

    public required ReplicationLimits Limits { get; init; }

    /// <summary>Dependencies of the application's own; empty for none.</summary>
    public required IReadOnlyList<UrlCheck> UrlChecks { get; init; }
}
