using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.Local.Hosting;

/// <summary>Compares a table that exists with the one that a template asks for, in all that can't be changed later or that mappings rely on.</summary>
internal static class TableDifferences
{
    private static readonly string[] IndexLists = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"];

    /// <param name="asked">The body of CreateTable.</param>
    /// <param name="found">The table's description.</param>
    public static IReadOnlyList<string> Between(JsonObject asked, JsonElement found)
    {
        var request = JsonSerializer.SerializeToElement(asked);
        var differences = new List<string>();
        Compare(differences, "key", Keys(request), Keys(found));
        Compare(differences, "stream", Stream(request), Stream(found));
        foreach (var list in IndexLists)
        {
            Compare(differences, list, Indexes(request, list), Indexes(found, list));
        }

        return differences;
    }

    private static void Compare(List<string> differences, string what, string asked, string found)
    {
        if (asked != found)
        {
            differences.Add($"{what} is {found}, not {asked}");
        }
    }

    private static string Keys(JsonElement table)
    {
        var types = Members(table, "AttributeDefinitions").ToDictionary(a => a.GetProperty("AttributeName").GetString()!, a => a.GetProperty("AttributeType").GetString(), StringComparer.Ordinal);
        return KeyText(table, name => " " + types.GetValueOrDefault(name));
    }

    private static string Indexes(JsonElement table, string list)
    {
        var indexes = Members(table, list).Select(index => $"{index.GetProperty("IndexName").GetString()} ({KeyText(index, _ => "")})").Order(StringComparer.Ordinal).ToList();
        return indexes.Count == 0 ? "none" : string.Join(", ", indexes);
    }

    private static string KeyText(JsonElement table, Func<string, string> type) => string.Join(", ", Members(table, "KeySchema")
        .OrderBy(key => key.GetProperty("KeyType").GetString(), StringComparer.Ordinal)
        .Select(key => $"{key.GetProperty("AttributeName").GetString()} {key.GetProperty("KeyType").GetString()}{type(key.GetProperty("AttributeName").GetString()!)}"));

    private static string Stream(JsonElement table) =>
        table.TryGetProperty("StreamSpecification", out var stream) && stream.ValueKind == JsonValueKind.Object && stream.TryGetProperty("StreamViewType", out var view) && view.ValueKind == JsonValueKind.String
            ? view.GetString()!
            : "none";

    private static IEnumerable<JsonElement> Members(JsonElement of, string name) =>
        of.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];
}
