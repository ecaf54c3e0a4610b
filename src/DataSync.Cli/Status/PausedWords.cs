namespace DataSync.Cli.Status;

/// <summary>What stands still when a function's event source mapping is disabled.</summary>
internal static class PausedWords
{
    /// <summary>By the function's handler.</summary>
    public static readonly (string Handler, string Words)[] All =
    [
        ("CaptureItems", "capture of items"),
        ("CaptureObjects", "capture of objects"),
        ("Apply", "apply"),
        ("Forward", "forward"),
    ];
}
