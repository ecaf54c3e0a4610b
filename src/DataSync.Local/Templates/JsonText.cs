using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>CloudFormation treats scalars as text; these read them that way.</summary>
internal static class JsonText
{
    /// <summary>The scalar as text (true, 5, or the string itself); null when the node is null, a list or an object.</summary>
    public static string? Of(JsonNode? node) => node is not JsonValue value
        ? null
        : value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.ToJsonString(),
        };

    /// <summary>What kind of thing a node is, for messages.</summary>
    public static string Kind(JsonNode? node) => node switch
    {
        null => "nothing",
        JsonArray => "a list",
        JsonObject => "an object",
        _ => "a value",
    };
}
