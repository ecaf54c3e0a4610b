namespace DataSync.Cli.Cost;

/// <summary>A way to keep regions the same.</summary>
internal enum Alternative
{
    /// <summary>This service.</summary>
    DataSync,

    /// <summary>DynamoDB global tables with eventual consistency (MREC), for items.</summary>
    GlobalTables,

    /// <summary>S3's own cross-region replication, for objects.</summary>
    S3Replication,
}

/// <summary>What a cost is for.</summary>
internal enum CostPart
{
    /// <summary>There whatever is written.</summary>
    Fixed,

    /// <summary>Items.</summary>
    Items,

    /// <summary>Objects.</summary>
    Objects,
}

/// <summary>One item of the bill, of all regions together, for a month.</summary>
/// <param name="Alternative">Whose bill.</param>
/// <param name="Part">What it is for.</param>
/// <param name="Name">What is paid for, the same words for every alternative that has it.</param>
/// <param name="Quantity">How many units.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Amount">In the price table's currency.</param>
internal sealed record CostLine(Alternative Alternative, CostPart Part, string Name, double Quantity, string Unit, double Amount);
