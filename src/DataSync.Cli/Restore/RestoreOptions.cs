namespace DataSync.Cli.Restore;

/// <summary>What is put back, and how fast.</summary>
internal sealed record RestoreOptions
{
    public const double DefaultRate = 100;
    public const double DefaultReadRate = 1000;
    public const int DefaultSegments = 4;
    public const int LargestSegments = 64;

    /// <summary>Items that are there with another content are set back too; otherwise they stay as they are.</summary>
    public bool IsChangedToo { get; init; }

    /// <summary>Only items whose partition key, a text, begins so; empty for all.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>Items put back in a second; null for as fast as it goes.</summary>
    public double? RatePerSecond { get; init; } = DefaultRate;

    /// <summary>Items compared in a second; null for as fast as it goes.</summary>
    public double? ReadRatePerSecond { get; init; } = DefaultReadRate;

    /// <summary>Parts of the table that are read side by side.</summary>
    public int Segments { get; init; } = DefaultSegments;

    /// <summary>Counts, and changes nothing.</summary>
    public bool IsDryRun { get; init; }
}
