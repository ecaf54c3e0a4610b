using DataSync.Cli.Status;

namespace DataSync.Cli.WebConsole;

/// <summary>All that a page shows of itself without being asked.</summary>
internal sealed record ConsoleSnapshot
{
    /// <summary>The newest status; null until there is one.</summary>
    public DeploymentStatus? Status { get; init; }

    /// <summary>Why the newest poll failed, so that <see cref="Status"/> is older than it should be; null when it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>The point that this status adds to the plots; null when it adds none.</summary>
    public HistorySample? Sample { get; init; }

    /// <summary>Faults that last; null without a fault panel.</summary>
    public IReadOnlyList<ConsoleFault>? Faults { get; init; }

    /// <summary>The replay or discard that runs, or the last one; null when there was none.</summary>
    public ActionState? Action { get; init; }
}

/// <summary>One point of the plots.</summary>
/// <param name="AtMs">When, in milliseconds since the Unix epoch.</param>
/// <param name="Regions">The figures of each region.</param>
internal sealed record HistorySample(long AtMs, IReadOnlyList<RegionSample> Regions);

/// <summary>One region's figures; null where one could not be had.</summary>
/// <param name="Region">The region that applies.</param>
/// <param name="P50Ms">Median lag of the origin that is worst.</param>
/// <param name="P99Ms">99th percentile of the origin that is worst.</param>
/// <param name="Applied">Changes of others applied in the last minute.</param>
/// <param name="Captured">Own writes captured in the last minute.</param>
internal sealed record RegionSample(string Region, double? P50Ms, double? P99Ms, double? Applied, double? Captured)
{
    /// <summary>The figures of a report.</summary>
    public static RegionSample Of(RegionReport report) => new(
        report.Region,
        Rounded(report.Origins.Max(origin => origin.P50Ms)),
        Rounded(report.Origins.Max(origin => origin.P99Ms)),
        Rounded(report.AppliedPerMinute),
        Rounded(report.CapturedPerMinute));

    // Thousands of them are sent at once when a page opens.
    private static double? Rounded(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, 1) : null;
}
