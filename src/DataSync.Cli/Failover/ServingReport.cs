namespace DataSync.Cli.Failover;

/// <summary>Whether a region serves.</summary>
/// <param name="Region">The region.</param>
/// <param name="State"><c>serving</c>, <c>draining</c>, or null when it is not known.</param>
internal sealed record ServingReport(string Region, string? State)
{
    /// <summary>Since when it drains; null when it serves, or nobody said.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it drains; null when it serves, or nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>The HTTP status of its health URL; null when nothing came back.</summary>
    public int? HealthStatusCode { get; init; }

    /// <summary>The word that the health URL answers; null when it has none.</summary>
    public string? Health { get; init; }

    /// <summary>Why the state is not known; null when it is.</summary>
    public string? Error { get; init; }

    /// <summary>True when this command changed it.</summary>
    public bool IsChanged { get; init; }

    /// <summary>A region's report.</summary>
    public static ServingReport Of(RegionFacts facts) => facts switch
    {
        { Error: { } error } => new ServingReport(facts.Region, null) { Error = error },
        { Serving: null } => new ServingReport(facts.Region, null) { Error = "its stack has no serving state: it is of an older release" },
        { State: null } => WithHealth(new ServingReport(facts.Region, null) { Error = $"its serving state is '{facts.Serving}', which is none" }, facts.Health),
        { State: { } state } => WithHealth(
            new ServingReport(facts.Region, state.IsDraining ? "draining" : "serving") { Since = state.Since, Reason = state.Reason.Length == 0 ? null : state.Reason }, facts.Health),
    };

    /// <summary>For people.</summary>
    public override string ToString()
    {
        var state = State is null ? $"not known: {Error}" : string.Join(' ', new[] { State, Since is { } at ? $"since {at:yyyy-MM-dd HH:mm:ss}Z" : "", Reason is null ? "" : $"({Reason})" }.Where(t => t.Length > 0));
        return $"{Region,-16} {state}{(HealthStatusCode is { } code ? $"; /health answers {code} {Health}" : State is null ? "" : "; /health does not answer")}{(IsChanged ? " - changed" : "")}";
    }

    private static ServingReport WithHealth(ServingReport report, HealthAnswer? health) => report with { HealthStatusCode = health?.StatusCode, Health = health?.Status };
}
