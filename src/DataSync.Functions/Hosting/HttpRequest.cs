using System.Text.Json;

namespace DataSync.Functions.Hosting;

/// <summary>A request as an HTTP API passes it on (payload format 2.0), as far as the functions look at it.</summary>
public sealed record HttpRequest
{
    /// <summary>In upper case; empty for an event that is no request.</summary>
    public required string Method { get; init; }

    /// <summary>Begins with a slash; without a slash at its end, but for the root. Empty for an event that is no request.</summary>
    public required string Path { get; init; }

    /// <summary>By name in lower case; several of one name are one value with commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>By name, decoded; several of one name are one value with commas.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>Reads an event. What is missing is empty: what to answer to that is the function's business.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static HttpRequest Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var method = Get(Get(Get(root, "requestContext"), "http"), "method");
        var path = TextOf(Get(root, "rawPath"));
        return new HttpRequest
        {
            Method = TextOf(method).ToUpperInvariant(),
            Path = path.Length > 1 ? path.TrimEnd('/') : path,
            Headers = Pairs(Get(root, "headers"), StringComparer.OrdinalIgnoreCase),
            Query = Pairs(Get(root, "queryStringParameters"), StringComparer.Ordinal),
        };
    }

    private static JsonElement Get(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : "";

    private static Dictionary<string, string> Pairs(JsonElement element, StringComparer comparer)
    {
        var pairs = new Dictionary<string, string>(comparer);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in element.EnumerateObject())
            {
                pairs[pair.Name] = TextOf(pair.Value);
            }
        }

        return pairs;
    }
}
