using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>Reads AWS::DynamoDB::Table into a CreateTable call.</summary>
internal static class TableReader
{
    private const int MostRecoveryDays = 35;

    public static LocalTable Read(string id, string name, PropertyReader properties)
    {
        properties.Ignore(
            "TableName", "SSESpecification", "Tags", "DeletionProtectionEnabled", "ContributorInsightsSpecification",
            "TableClass", "ResourcePolicy", "OnDemandThroughput", "WarmThroughput");
        var definitions = properties.Objects("AttributeDefinitions")
            .ToDictionary(definition => definition.RequiredText("AttributeName"), definition => definition.RequiredText("AttributeType"), StringComparer.Ordinal);
        var create = new JsonObject
        {
            ["TableName"] = name,
            ["AttributeDefinitions"] = new JsonArray([.. definitions.Select(pair => new JsonObject { ["AttributeName"] = pair.Key, ["AttributeType"] = pair.Value })]),
            ["KeySchema"] = KeySchema(properties, out var keys),
        };
        Set(create, "BillingMode", properties.Text("BillingMode") is { } mode ? JsonValue.Create(mode) : null);
        Set(create, "ProvisionedThroughput", Throughput(properties));
        Set(create, "GlobalSecondaryIndexes", Indexes(properties, "GlobalSecondaryIndexes"));
        Set(create, "LocalSecondaryIndexes", Indexes(properties, "LocalSecondaryIndexes"));
        var view = properties.Object("StreamSpecification")?.Ignore("ResourcePolicy").RequiredText("StreamViewType");
        Set(create, "StreamSpecification", view is null ? null : new JsonObject { ["StreamEnabled"] = true, ["StreamViewType"] = view });
        var ttl = Ttl(properties);
        var recovery = RecoveryDays(properties);
        properties.WarnUnread();
        var partitionKey = Key(keys, definitions, "HASH", properties) ?? throw new TemplateException(properties.Place + "/KeySchema", "has no HASH key");
        return new LocalTable(id, name, partitionKey, Key(keys, definitions, "RANGE", properties), view, ttl, create) { RecoveryDays = recovery };
    }

    private static JsonArray KeySchema(PropertyReader properties, out Dictionary<string, string> keys)
    {
        keys = properties.Objects("KeySchema").ToDictionary(key => key.RequiredText("KeyType"), key => key.RequiredText("AttributeName"), StringComparer.Ordinal);
        return new JsonArray([.. keys.Select(pair => new JsonObject { ["AttributeName"] = pair.Value, ["KeyType"] = pair.Key })]);
    }

    private static JsonArray? Indexes(PropertyReader properties, string name)
    {
        var indexes = properties.Objects(name);
        return indexes.Count == 0 ? null : new JsonArray([.. indexes.Select(Index)]);
    }

    private static JsonObject Index(PropertyReader index)
    {
        index.Ignore("ContributorInsightsSpecification", "OnDemandThroughput", "WarmThroughput");
        var projection = index.Object("Projection") ?? throw new TemplateException(index.Place, "Projection is missing");
        var attributes = projection.Texts("NonKeyAttributes");
        var projected = new JsonObject { ["ProjectionType"] = projection.RequiredText("ProjectionType") };
        Set(projected, "NonKeyAttributes", attributes.Count == 0 ? null : new JsonArray([.. attributes.Select(attribute => (JsonNode)JsonValue.Create(attribute))]));
        var result = new JsonObject { ["IndexName"] = index.RequiredText("IndexName"), ["KeySchema"] = KeySchema(index, out _), ["Projection"] = projected };
        Set(result, "ProvisionedThroughput", Throughput(index));
        return result;
    }

    /// <summary>Parameters come as text, but throughput must be numbers in the call.</summary>
    private static JsonObject? Throughput(PropertyReader properties)
    {
        if (properties.Object("ProvisionedThroughput") is not { } throughput)
        {
            return null;
        }

        int Units(string name) => throughput.Int(name, 1, int.MaxValue) ?? throw new TemplateException(throughput.Place, $"{name} is missing");
        return new JsonObject { ["ReadCapacityUnits"] = Units("ReadCapacityUnits"), ["WriteCapacityUnits"] = Units("WriteCapacityUnits") };
    }

    private static string? Ttl(PropertyReader properties)
    {
        var specification = properties.Object("TimeToLiveSpecification");
        var attribute = specification?.Text("AttributeName");
        return specification?.Bool("Enabled") == true ? attribute ?? throw new TemplateException(specification.Place, "AttributeName is missing") : null;
    }

    /// <summary>Of PointInTimeRecoverySpecification, for tables of both kinds.</summary>
    public static int? RecoveryDays(PropertyReader properties)
    {
        var specification = properties.Object("PointInTimeRecoverySpecification");
        var days = specification?.Int("RecoveryPeriodInDays", 1, MostRecoveryDays) ?? MostRecoveryDays;
        return specification?.Bool("PointInTimeRecoveryEnabled") == true ? days : null;
    }

    private static LocalKey? Key(Dictionary<string, string> keys, Dictionary<string, string> definitions, string kind, PropertyReader properties)
    {
        if (!keys.TryGetValue(kind, out var name))
        {
            return null;
        }

        return definitions.TryGetValue(name, out var type)
            ? new LocalKey(name, type)
            : throw new TemplateException(properties.Place + "/KeySchema", $"{name} is not among AttributeDefinitions");
    }

    private static void Set(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }
}
