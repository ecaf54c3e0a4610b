using System.Text.Json;
using Amazon.DynamoDBv2.Model;

namespace DataSync.Benchmarks.Workload;

/// <summary>The items of <see cref="ItemText"/> as the SDK takes them.</summary>
internal static class ItemAttributes
{
    public static Dictionary<string, AttributeValue> Of(int index, int itemBytes, int revision)
    {
        using var document = JsonDocument.Parse(ItemText.Of(index, itemBytes, revision));
        return Map(document.RootElement);
    }

    private static Dictionary<string, AttributeValue> Map(JsonElement map) => map.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal);

    private static AttributeValue Value(JsonElement element)
    {
        var (type, value) = element.EnumerateObject().Select(p => (p.Name, p.Value)).Single();
        return type switch
        {
            "S" => new AttributeValue { S = value.GetString() },
            "N" => new AttributeValue { N = value.GetString() },
            "BOOL" => new AttributeValue { BOOL = value.GetBoolean() },
            "SS" => new AttributeValue { SS = [.. value.EnumerateArray().Select(m => m.GetString()!)] },
            "L" => new AttributeValue { L = [.. value.EnumerateArray().Select(Value)] },
            "M" => new AttributeValue { M = Map(value) },
            _ => throw new InvalidOperationException($"ItemText writes no {type}."),
        };
    }
}
