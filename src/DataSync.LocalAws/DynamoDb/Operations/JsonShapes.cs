using System.Text.Json;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Small checks that all requests share.</summary>
internal static class JsonShapes
{
    /// <summary>32 levels of DynamoDB nesting are twice as many of JSON, inside a transaction.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    public static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = 64 };

    public static string OneOf(string parameter, string value, params ReadOnlySpan<string> allowed)
    {
        if (allowed.Contains(value))
        {
            return value;
        }
        throw DynamoDbError.Validation(
            $"1 validation error detected: Value '{value}' at '{Lower(parameter)}' failed to satisfy constraint: "
            + $"Member must satisfy enum value set: [{string.Join(", ", allowed.ToArray())}]");
    }

    public static int AtLeast(string parameter, int value, int minimum) => value >= minimum
        ? value
        : throw DynamoDbError.Validation(
            $"1 validation error detected: Value '{value}' at '{Lower(parameter)}' failed to satisfy constraint: "
            + $"Member must have value greater than or equal to {minimum}");

    public static string? String(this JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    public static bool ContainsOnlyWordCharacters(this ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }
        return true;
    }

    private static string Lower(string parameter) => char.ToLowerInvariant(parameter[0]) + parameter[1..];
}
