using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Backups;

/// <summary>Makes tables after others: keys, indexes and billing are kept; stream, TTL, tags, deletion protection and recovery are not, as on AWS.</summary>
internal static class TableCopy
{
    /// <summary>A table without items, with the settings of another one.</summary>
    public static Table Empty(Table source, string name, DateTimeOffset now, IReadOnlyList<TableIndex>? indexes = null)
    {
        indexes ??= source.Indexes;
        HashSet<string> used = [.. source.Keys.Attributes.Concat(indexes.SelectMany(i => i.Keys.Attributes)).Select(a => a.Name)];
        return new Table
        {
            Name = name,
            Region = source.Region,
            Arn = source.Arn[..(source.Arn.LastIndexOf('/') + 1)] + name,
            Keys = source.Keys,
            AttributeDefinitions = [.. source.AttributeDefinitions.Where(a => used.Contains(a.Name))],
            Indexes = [.. indexes.Select(i => new TableIndex(i.Name, i.Keys, i.IsGlobal, i.ProjectionType, i.NonKeyAttributes))],
            CreatedAt = now,
            Id = Guid.CreateVersion7(now).ToString(),
            BillingMode = source.BillingMode,
            ReadCapacityUnits = source.ReadCapacityUnits,
            WriteCapacityUnits = source.WriteCapacityUnits,
        };
    }

    /// <summary>The table that a restore asks for, with its items.</summary>
    public static Table Restored(JsonElement request, Table source, IEnumerable<MapValue> items, RestoreOrigin origin, DateTimeOffset now)
    {
        string name = request.String("TargetTableName") ?? throw DynamoDbError.Validation("TargetTableName must be given");
        TableDefinition.CheckName("targetTableName", name);
        List<TableIndex> indexes = [.. Kept(request, source, "LocalSecondaryIndexOverride", isGlobal: false), .. Kept(request, source, "GlobalSecondaryIndexOverride", isGlobal: true)];
        Table table = Empty(source, name, now, indexes);
        table.Origin = origin;
        OverrideBilling(request, table);
        lock (table.Gate)
        {
            foreach (MapValue item in items)
            {
                table.Commit(table.Keys.FromItem(item), item, now, byTtl: false);
            }
        }
        return table;
    }

    // Indexes can be left out, not added.
    private static IEnumerable<TableIndex> Kept(JsonElement request, Table source, string property, bool isGlobal)
    {
        IEnumerable<TableIndex> all = source.Indexes.Where(i => i.IsGlobal == isGlobal);
        if (!request.TryGetProperty(property, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return all;
        }
        List<string> names = [.. list.EnumerateArray().Select(i => i.String("IndexName") ?? "")];
        string? unknown = names.Find(n => !all.Any(i => i.Name == n));
        return unknown is null
            ? all.Where(i => names.Contains(i.Name))
            : throw DynamoDbError.Validation($"One or more parameter values were invalid: {property} names the index {unknown}, which the source table does not have");
    }

    private static void OverrideBilling(JsonElement request, Table table)
    {
        string? mode = request.String("BillingModeOverride");
        if (mode is not null)
        {
            table.BillingMode = JsonShapes.OneOf("billingModeOverride", mode, "PROVISIONED", "PAY_PER_REQUEST");
        }
        if (table.BillingMode == "PAY_PER_REQUEST")
        {
            (table.ReadCapacityUnits, table.WriteCapacityUnits) = (0, 0);
        }
        else if (request.TryGetProperty("ProvisionedThroughputOverride", out JsonElement throughput) && throughput.ValueKind == JsonValueKind.Object)
        {
            table.ReadCapacityUnits = throughput.GetProperty("ReadCapacityUnits").GetInt64();
            table.WriteCapacityUnits = throughput.GetProperty("WriteCapacityUnits").GetInt64();
        }
        else if (table.ReadCapacityUnits == 0)
        {
            throw DynamoDbError.Validation("One or more parameter values were invalid: ProvisionedThroughputOverride must be specified when BillingModeOverride is PROVISIONED");
        }
    }
}
