namespace DataSync.Cli;

/// <summary>What the tool's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>The regions do not hold the same.</summary>
    public const int Diverged = 1;

    /// <summary>Wrong usage, or something needed is missing.</summary>
    public const int CannotStart = 2;
}
