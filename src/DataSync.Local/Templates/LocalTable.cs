using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>A table to create.</summary>
/// <param name="LogicalId">Its id in the template.</param>
/// <param name="Name">The table's name.</param>
/// <param name="PartitionKey">Name and type (S, N or B) of the partition key.</param>
/// <param name="SortKey">The sort key, or null.</param>
/// <param name="StreamViewType">What the stream's records hold, or null without a stream.</param>
/// <param name="TtlAttribute">The attribute items expire by, or null.</param>
/// <param name="CreateTable">The body of the CreateTable call.</param>
public sealed record LocalTable(string LogicalId, string Name, LocalKey PartitionKey, LocalKey? SortKey, string? StreamViewType, string? TtlAttribute, JsonObject CreateTable)
{
    /// <summary>How many days back a state can be restored, 1 to 35; null without point-in-time recovery.</summary>
    public int? RecoveryDays { get; init; }
}

/// <summary>A key attribute's name and type (S, N or B).</summary>
public sealed record LocalKey(string Name, string Type);
