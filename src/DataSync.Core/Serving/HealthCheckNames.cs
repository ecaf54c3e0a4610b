namespace DataSync.Core.Serving;

/// <summary>What the checks that every region has are called. A change is one of the answer's format.</summary>
public static class HealthCheckNames
{
    /// <summary>Reads and writes of the region's tables.</summary>
    public const string Database = "database";

    /// <summary>The region's buckets.</summary>
    public const string Storage = "storage";

    /// <summary>How far behind the other regions this one is.</summary>
    public const string Replication = "replication";

    /// <summary>What the operator wants.</summary>
    public const string State = "state";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Database, Storage, Replication, State];
}
