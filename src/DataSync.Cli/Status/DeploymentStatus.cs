namespace DataSync.Cli.Status;

/// <summary>All regions at a moment.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Regions">A report per region, in the deployment's order; a region that does not answer has one as well.</param>
/// <param name="Findings">What is wrong, the worst first; empty when all is well.</param>
internal sealed record DeploymentStatus(DateTimeOffset At, IReadOnlyList<RegionReport> Regions, IReadOnlyList<Finding> Findings);

/// <summary>Something that a person should look at.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Region">Where; null when it is about all.</param>
/// <param name="Text">What is wrong, in words, with its figure.</param>
/// <param name="Section">The section of docs/operations.md that says what to do, as its anchor.</param>
internal sealed record Finding(Severity Severity, string? Region, string Text, string Section);

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>Somebody's doing: a pause, say. Nothing is wrong.</summary>
    Notice,

    /// <summary>It works, slowly or with some things set aside.</summary>
    Warning,

    /// <summary>Something does not arrive, or may be lost if it goes on.</summary>
    Critical,
}
