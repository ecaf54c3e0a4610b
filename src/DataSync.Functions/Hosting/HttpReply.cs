using System.Text.Json;

namespace DataSync.Functions.Hosting;

/// <summary>An answer as an HTTP API takes it (payload format 2.0).</summary>
/// <param name="StatusCode">Of HTTP.</param>
/// <param name="Json">The body; empty for none.</param>
/// <param name="Headers">Beside the content type, names in lower case.</param>
public sealed record HttpReply(int StatusCode, string Json, params IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>An answer that says what is wrong with the request.</summary>
    public static HttpReply Refused(int statusCode, string message, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("message", message);
            writer.WriteEndObject();
        }

        return new HttpReply(statusCode, System.Text.Encoding.UTF8.GetString(buffer.ToArray()), headers);
    }

    /// <summary>What the function returns to Lambda.</summary>
    /// <param name="withBody">False for HEAD.</param>
    public Stream ToStream(bool withBody)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("statusCode", StatusCode);
            writer.WriteStartObject("headers");
            writer.WriteString("content-type", "application/json");
            foreach (var (name, value) in Headers)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WriteString("body", withBody ? Json : "");
            writer.WriteBoolean("isBase64Encoded", false);
            writer.WriteEndObject();
        }

        buffer.Position = 0;
        return buffer;
    }
}
