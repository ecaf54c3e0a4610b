using System.Text.Json;

namespace DataSync.LocalAws.Sqs;

/// <summary>The queue attributes whose value is itself JSON.</summary>
internal static class PolicyJson
{
    public static JsonDocument ParseObject(string json, string attribute)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Answered below, as any value that is no object.
        }

        throw SqsException.InvalidAttributeValue(attribute, "It must be a JSON object.");
    }

    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
