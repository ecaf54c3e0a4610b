namespace DataSync.Cli.Failover;

/// <summary>What a region says of itself on its health URL.</summary>
internal sealed record HealthAnswer
{
    private const string Draining = "draining";

    /// <summary>The HTTP status; null when nothing came back.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The word in the reply, such as <c>healthy</c>; empty when there is none that can be read.</summary>
    public string Status { get; init; } = "";

    /// <summary>The region that answered, as its header says; null when it has none.</summary>
    public string? Region { get; init; }

    /// <summary>Checks that failed, each with what it says.</summary>
    public IReadOnlyList<string> Failing { get; init; } = [];

    /// <summary>Why nothing came back; null when something did.</summary>
    public string? Error { get; init; }

    /// <summary>True when routing sends users there: a status of 2xx or 3xx, as Route 53 has it.</summary>
    public bool IsServing => StatusCode is >= 200 and < 400;

    /// <summary>True when it is taken out on purpose.</summary>
    public bool IsDraining => Status == Draining;

    /// <summary>True when only the operator's word keeps users away: every check passes.</summary>
    public bool WouldServe => IsServing || (IsDraining && Failing.Count == 0);

    /// <summary>For people.</summary>
    public override string ToString() => StatusCode is { } code
        ? string.Join(' ', new[] { $"{code}", Status }.Where(t => t.Length > 0)) + (Failing.Count == 0 ? "" : $" ({string.Join("; ", Failing)})")
        : $"no answer ({Error})";
}
