using System.Text;
using System.Text.Json;
using DataSync.Core.Items;

namespace DataSync.Simulation;

/// <summary>Small items by attribute: names to numbers, beside the key.</summary>
internal static class Attributes
{
    public static string KeyJson(int key) => $$$"""{"pk":{"S":"{{{key}}}"}}""";

    /// <summary>The attributes of an item, key included, as JSON by name.</summary>
    public static SortedDictionary<string, string> Of(ItemImage content)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(content.Memory);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            attributes.Add(property.Name, property.Value.GetRawText());
        }

        return attributes;
    }

    /// <summary>An item of a key with one value.</summary>
    public static StoredItem Single(int key, string name, int value, Stamp? stamp) =>
        Make(new SortedDictionary<string, string>(StringComparer.Ordinal) { ["pk"] = $$"""{"S":"{{key}}"}""", [name] = Number(value) }, stamp);

    /// <summary>The item with one attribute set; its stamp is given apart.</summary>
    public static StoredItem With(ItemImage content, string name, int value, Stamp? stamp)
    {
        var attributes = Of(content);
        attributes[name] = Number(value);
        return Make(attributes, stamp);
    }

    private static string Number(int value) => $$"""{"N":"{{value}}"}""";

    private static StoredItem Make(SortedDictionary<string, string> attributes, Stamp? stamp)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in attributes)
        {
            json.Append(json.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(value);
        }

        return new StoredItem(StoredItem.Parse(json.Append('}').ToString()).Content, stamp);
    }
}
