using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Tables;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>The part of UpdateTable that adds and removes global indexes. It is done at once: an index is ACTIVE and filled when UpdateTable answers.</summary>
internal static class IndexChanges
{
    /// <summary>Under the table's lock. Nothing is changed unless all of the request is in order.</summary>
    public static void Apply(Table table, JsonElement request)
    {
        List<KeyAttribute> definitions = MergedDefinitions(table, request);
        List<TableIndex> indexes = [.. table.Indexes];
        TableIndex? added = null;
        int onlineChanges = 0;
        foreach (JsonElement change in request.GetProperty("GlobalSecondaryIndexUpdates").EnumerateArray())
        {
            if (change.TryGetProperty("Create", out JsonElement create))
            {
                added = TableDefinition.ReadIndex(create, isGlobal: true, definitions, table.Keys);
                RequireNew(indexes, added.Name);
                indexes.Add(added);
                onlineChanges++;
            }
            else if (change.TryGetProperty("Delete", out JsonElement delete))
            {
                indexes.Remove(Existing(indexes, delete));
                onlineChanges++;
            }
            else if (change.TryGetProperty("Update", out JsonElement update))
            {
                // Throughput, which means nothing here.
                Existing(indexes, update);
            }
            else
            {
                throw DynamoDbError.Validation("One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Create, Update or Delete must be given");
            }
        }
        if (onlineChanges > 1)
        {
            throw DynamoDbError.Service("LimitExceededException", "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
        }
        TableDefinition.RequireIndexCount(indexes);

        HashSet<string> used = [.. table.Keys.Attributes.Concat(indexes.SelectMany(i => i.Keys.Attributes)).Select(a => a.Name)];
        table.ReplaceIndexes(indexes, [.. definitions.Where(d => used.Contains(d.Name))], added);
    }

    private static List<KeyAttribute> MergedDefinitions(Table table, JsonElement request)
    {
        List<KeyAttribute> definitions = [.. table.AttributeDefinitions];
        if (!request.TryGetProperty("AttributeDefinitions", out JsonElement given) || given.ValueKind == JsonValueKind.Null)
        {
            return definitions;
        }
        foreach (KeyAttribute attribute in TableDefinition.ReadDefinitions(request))
        {
            KeyAttribute? known = definitions.Find(d => d.Name == attribute.Name);
            if (known is not null && known.Kind != attribute.Kind)
            {
                throw DynamoDbError.Validation($"One or more parameter values were invalid: Cannot redefine an existing attribute: {attribute.Name}");
            }
            if (known is null)
            {
                definitions.Add(attribute);
            }
        }
        return definitions;
    }

    private static void RequireNew(List<TableIndex> indexes, string name)
    {
        if (indexes.Exists(i => i.Name == name))
        {
            throw DynamoDbError.Validation("Attempting to create an index which already exists");
        }
    }

    private static TableIndex Existing(List<TableIndex> indexes, JsonElement change) =>
        indexes.Find(i => i.IsGlobal && i.Name == change.String("IndexName")) ?? throw DynamoDbError.NotFound();
}
