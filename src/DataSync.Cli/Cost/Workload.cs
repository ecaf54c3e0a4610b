namespace DataSync.Cli.Cost;

/// <summary>What applications do, in all regions together, spread evenly over them.</summary>
internal sealed record Workload
{
    public const double DefaultItemBytes = 1024;
    public const double DefaultObjectBytes = 100 * 1024;

    /// <summary>Seconds of a month of 730 hours, as AWS counts months.</summary>
    public const double SecondsPerMonth = 730 * 3600;

    /// <summary>Names of the regions, two at least.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Puts and updates of items, a second.</summary>
    public double WritesPerSecond { get; init; }

    /// <summary>Deletes of items, a second.</summary>
    public double DeletesPerSecond { get; init; }

    /// <summary>Size of an item as DynamoDB counts it.</summary>
    public double ItemBytes { get; init; } = DefaultItemBytes;

    /// <summary>Objects written, a second.</summary>
    public double ObjectsPerSecond { get; init; }

    /// <summary>Size of an object.</summary>
    public double ObjectBytes { get; init; } = DefaultObjectBytes;

    /// <summary>Items stored in each region, in GB.</summary>
    public double StoredItemGb { get; init; }

    /// <summary>Objects stored in each region, in GB.</summary>
    public double StoredObjectGb { get; init; }

    /// <summary>True when a bucket is part of it.</summary>
    public bool HasObjects => ObjectsPerSecond > 0 || StoredObjectGb > 0;

    /// <summary>True when a table is part of it.</summary>
    public bool HasItems => WritesPerSecond > 0 || DeletesPerSecond > 0 || StoredItemGb > 0 || !HasObjects;

    /// <summary>Changes of items of all regions, a second.</summary>
    public double ItemChangesPerSecond => WritesPerSecond + DeletesPerSecond;
}
