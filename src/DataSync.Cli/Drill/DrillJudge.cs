using System.Globalization;

namespace DataSync.Cli.Drill;

/// <summary>Holds what was measured against the targets.</summary>
internal static class DrillJudge
{
    /// <summary>The targets, and whether each was met. What did not happen was not.</summary>
    public static IReadOnlyList<DrillTarget> Of(DrillFigures figures, DrillOptions options) =>
    [
        Within("rto", options.Rto, figures.RtoSeconds, "first request served elsewhere", "after the loss"),
        Within("rpo", options.Rpo, figures.RpoSeconds, "oldest write that the target lacked", "before the loss"),
        Within("converge", options.Converge, figures.ConvergedSeconds, "all regions the same", "after healing"),
        new("lost", 0, figures.LostCount, figures.LostCount == 0, figures.LostCount == 0 ? "no confirmed write was lost" : $"{figures.LostCount} confirmed writes are not in every region, or not the same"),
    ];

    /// <summary>The tool's exit code.</summary>
    public static int ExitCodeOf(DrillReport report) => report switch
    {
        { Figures.LostCount: > 0 } => ExitCodes.Diverged,
        { IsPassed: false } => ExitCodes.TargetMissed,
        _ => ExitCodes.Ok,
    };

    /// <summary>Seconds for people.</summary>
    public static string Words(double? seconds) => seconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.###} s") : "not at all";

    private static DrillTarget Within(string name, TimeSpan limit, double? measured, string what, string when)
    {
        var isMet = measured <= limit.TotalSeconds;
        var words = measured is null ? $"{what}: not at all" : $"{what}: {Words(measured)} {when}";
        return new DrillTarget(name, limit.TotalSeconds, measured, isMet, $"{words} (target {Words(limit.TotalSeconds)}{(isMet ? "" : ", missed")})");
    }
}
