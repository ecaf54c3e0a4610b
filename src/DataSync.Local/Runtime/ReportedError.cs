using System.Text.Json;

namespace DataSync.Local.Runtime;

/// <summary>An error as a function reported it.</summary>
internal sealed record ReportedError(string ErrorType, string ErrorMessage, ReadOnlyMemory<byte> Payload)
{
    private const string Unknown = "Runtime.Unknown";

    /// <summary>Reads what it can: the body is the function's, and may be anything.</summary>
    public static ReportedError Parse(byte[] body, string? typeHeader)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new ReportedError(Text(document, "errorType") ?? typeHeader ?? Unknown, Text(document, "errorMessage") ?? string.Empty, body);
        }
        catch (JsonException)
        {
            return new ReportedError(typeHeader ?? Unknown, string.Empty, body);
        }
    }

    private static string? Text(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
