using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>SAM's Policies: they mean nothing where nothing checks rights, but what is left out is named.</summary>
internal static class SamPolicies
{
    /// <summary>The kinds of a function's policies, such as <c>SQSPollerPolicy, AWSLambdaExecute, inline</c>; null when it has none.</summary>
    public static string? Describe(JsonNode? policies)
    {
        var names = policies switch
        {
            null => [],
            JsonArray list => list.Select(Name).Distinct(StringComparer.Ordinal).ToList(),
            _ => [Name(policies)],
        };
        return names.Count == 0 ? null : string.Join(", ", names);
    }

    private static string Name(JsonNode? policy) => policy switch
    {
        JsonObject document when document.ContainsKey("Statement") => "inline",
        JsonObject { Count: 1 } template when template.First().Key is var name && name != "Ref" && !name.StartsWith("Fn::", StringComparison.Ordinal) => name,
        JsonObject => "computed",
        _ => (JsonText.Of(policy) ?? "computed").Split('/')[^1],
    };
}
