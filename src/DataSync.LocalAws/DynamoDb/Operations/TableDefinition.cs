using System.Text.Json;
using System.Text.RegularExpressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Reads a CreateTable request and checks it as DynamoDB does.</summary>
internal static partial class TableDefinition
{
    private const int MaxGlobalIndexes = 20;
    private const int MaxLocalIndexes = 5;

    public static Table Read(JsonElement request, string region, string accountId, DateTimeOffset now)
    {
        string name = request.String("TableName") ?? throw Invalid("TableName must be given");
        CheckName("tableName", name);
        List<KeyAttribute> definitions = ReadDefinitions(request);
        KeySchema keys = ReadKeySchema(request, definitions);
        List<TableIndex> indexes = ReadIndexes(request, definitions, keys);

        HashSet<string> used = [.. keys.Attributes.Concat(indexes.SelectMany(i => i.Keys.Attributes)).Select(a => a.Name)];
        if (used.Count != definitions.Count)
        {
            throw Invalid("Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions");
        }

        var table = new Table
        {
            Name = name,
            Region = region,
            Arn = $"arn:{AwsPartition.Of(region)}:dynamodb:{region}:{accountId}:table/{name}",
            Keys = keys,
            AttributeDefinitions = definitions,
            Indexes = indexes,
            CreatedAt = now,
            Id = Guid.CreateVersion7(now).ToString(),
            DeletionProtection = request.TryGetProperty("DeletionProtectionEnabled", out JsonElement protection) && protection.GetBoolean(),
        };
        ReadBilling(request, table, required: true);
        ReadTags(request, table);
        return table;
    }

    /// <summary>Billing mode and throughput, of a new table or a changed one.</summary>
    public static void ReadBilling(JsonElement request, Table table, bool required)
    {
        bool hasThroughput = request.TryGetProperty("ProvisionedThroughput", out JsonElement throughput);
        string? mode = request.String("BillingMode");
        if (mode is not null)
        {
            JsonShapes.OneOf("BillingMode", mode, "PROVISIONED", "PAY_PER_REQUEST");
        }
        if (mode == "PAY_PER_REQUEST" && hasThroughput)
        {
            throw Invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
        }
        if (mode == "PAY_PER_REQUEST")
        {
            (table.BillingMode, table.ReadCapacityUnits, table.WriteCapacityUnits) = (mode, 0, 0);
        }
        else if (hasThroughput)
        {
            table.BillingMode = "PROVISIONED";
            table.ReadCapacityUnits = throughput.GetProperty("ReadCapacityUnits").GetInt64();
            table.WriteCapacityUnits = throughput.GetProperty("WriteCapacityUnits").GetInt64();
        }
        else if (required)
        {
            throw Invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
    }

    public static void ReadTags(JsonElement request, Table table)
    {
        if (request.TryGetProperty("Tags", out JsonElement tags))
        {
            foreach (JsonElement tag in tags.EnumerateArray())
            {
                table.Tags[tag.GetProperty("Key").GetString()!] = tag.GetProperty("Value").GetString()!;
            }
        }
    }

    public static void CheckName(string parameter, string name)
    {
        if (name.Length is < 3 or > 255)
        {
            throw DynamoDbError.Validation($"{char.ToUpperInvariant(parameter[0])}{parameter[1..]} must be at least 3 characters long and at most 255 characters long");
        }
        if (!NamePattern().IsMatch(name))
        {
            throw DynamoDbError.Validation(
                $"1 validation error detected: Value '{name}' at '{parameter}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }
    }

    public static List<KeyAttribute> ReadDefinitions(JsonElement request)
    {
        var definitions = new List<KeyAttribute>();
        foreach (JsonElement element in Array(request, "AttributeDefinitions"))
        {
            string type = JsonShapes.OneOf("attributeDefinitions.member.attributeType", element.String("AttributeType") ?? "", "B", "N", "S");
            string name = element.String("AttributeName") ?? "";
            if (definitions.Exists(d => d.Name == name))
            {
                throw Invalid($"Duplicate AttributeName: {name}");
            }
            definitions.Add(new KeyAttribute(name, ValueKinds.FromCode(type)!.Value));
        }
        return definitions;
    }

    private static KeySchema ReadKeySchema(JsonElement element, List<KeyAttribute> definitions)
    {
        KeyAttribute? partition = null;
        KeyAttribute? sort = null;
        int position = 0;
        foreach (JsonElement key in Array(element, "KeySchema"))
        {
            string name = key.String("AttributeName") ?? "";
            KeyAttribute attribute = definitions.Find(d => d.Name == name)
                ?? throw Invalid($"Some index key attributes are not defined in AttributeDefinitions. Keys: [{name}], AttributeDefinitions: [{string.Join(", ", definitions.Select(d => d.Name))}]");
            string type = JsonShapes.OneOf("keySchema.member.keyType", key.String("KeyType") ?? "", "HASH", "RANGE");
            switch (position++, type)
            {
                case (0, "HASH"):
                    partition = attribute;
                    break;
                case (1, "RANGE") when partition!.Name != name:
                    sort = attribute;
                    break;
                case (0, _):
                    throw DynamoDbError.Validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
                default:
                    throw DynamoDbError.Validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
            }
        }
        return new KeySchema(partition ?? throw Invalid("No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key"), sort);
    }

    private static List<TableIndex> ReadIndexes(JsonElement request, List<KeyAttribute> definitions, KeySchema tableKeys)
    {
        var indexes = new List<TableIndex>();
        foreach ((string property, bool isGlobal) in new[] { ("LocalSecondaryIndexes", false), ("GlobalSecondaryIndexes", true) })
        {
            if (!request.TryGetProperty(property, out JsonElement elements) || elements.ValueKind == JsonValueKind.Null)
            {
                continue;
            }
            foreach (JsonElement element in elements.EnumerateArray())
            {
                indexes.Add(ReadIndex(element, isGlobal, definitions, tableKeys));
            }
        }
        if (indexes.Select(i => i.Name).Distinct().Count() != indexes.Count)
        {
            throw Invalid("Duplicate index name");
        }
        RequireIndexCount(indexes);
        return indexes;
    }

    public static void RequireIndexCount(List<TableIndex> indexes)
    {
        if (indexes.Count(i => i.IsGlobal) > MaxGlobalIndexes || indexes.Count(i => !i.IsGlobal) > MaxLocalIndexes)
        {
            throw Invalid("IndexCount exceeds the per-table limit");
        }
    }

    public static TableIndex ReadIndex(JsonElement element, bool isGlobal, List<KeyAttribute> definitions, KeySchema tableKeys)
    {
        string name = element.String("IndexName") ?? "";
        CheckName("indexName", name);
        KeySchema keys = ReadKeySchema(element, definitions);
        if (!isGlobal && (keys.Partition != tableKeys.Partition || keys.Sort is null || tableKeys.Sort is null))
        {
            throw Invalid($"Index KeySchema does not have the table's hash key and a range key for index: {name}");
        }
        string projection = "ALL";
        string[] nonKey = [];
        if (element.TryGetProperty("Projection", out JsonElement projected))
        {
            projection = JsonShapes.OneOf("projection.projectionType", projected.String("ProjectionType") ?? "ALL", "ALL", "INCLUDE", "KEYS_ONLY");
            nonKey = projected.TryGetProperty("NonKeyAttributes", out JsonElement attributes)
                ? [.. attributes.EnumerateArray().Select(a => a.GetString()!)]
                : [];
        }
        return new TableIndex(name, keys, isGlobal, projection, nonKey);
    }

    private static JsonElement.ArrayEnumerator Array(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray()
            : throw Invalid($"{name} must be given");

    private static DynamoDbError Invalid(string detail) => DynamoDbError.Validation("One or more parameter values were invalid: " + detail);

    [GeneratedRegex("^[a-zA-Z0-9_.-]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
