using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.Remote;

/// <summary>Turns a record of GetRecords into the element of <c>Records</c> that Lambda makes of it.</summary>
internal static class StreamRecordJson
{
    private static readonly string[] Images = ["Keys", "NewImage", "OldImage"];

    /// <param name="record">An element of the answer's <c>Records</c>.</param>
    /// <param name="streamArn">Its stream, which the API does not repeat.</param>
    /// <param name="region">The region it is named for.</param>
    public static StreamRecord Read(JsonElement record, string streamArn, string region)
    {
        var change = record.GetProperty("dynamodb");
        var createdSeconds = change.GetProperty("ApproximateCreationDateTime").GetDouble();
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(record).Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, record, change, (long)Math.Floor(createdSeconds), streamArn, region);
        }

        return new StreamRecord(
            change.GetProperty("SequenceNumber").GetString()!,
            ItemKey(change.GetProperty("Keys")),
            DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(Math.Round(createdSeconds * 1000)),
            buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement record, JsonElement change, long createdSeconds, string streamArn, string region)
    {
        writer.WriteStartObject();
        Copy(writer, record, "eventID");
        Copy(writer, record, "eventName");
        Copy(writer, record, "eventVersion");
        writer.WriteString("eventSource"u8, "aws:dynamodb"u8);
        writer.WriteString("awsRegion"u8, region);
        writer.WriteStartObject("dynamodb"u8);
        writer.WriteNumber("ApproximateCreationDateTime"u8, createdSeconds);
        foreach (var image in Images)
        {
            Copy(writer, change, image);
        }

        Copy(writer, change, "SequenceNumber");
        Copy(writer, change, "SizeBytes");
        Copy(writer, change, "StreamViewType");
        writer.WriteEndObject();
        writer.WriteString("eventSourceARN"u8, streamArn);
        if (record.TryGetProperty("userIdentity", out var identity) && identity.ValueKind == JsonValueKind.Object)
        {
            // The API says Type and PrincipalId, Lambda type and principalId.
            writer.WriteStartObject("userIdentity"u8);
            writer.WriteString("type"u8, Text(identity, "Type", "type"));
            writer.WriteString("principalId"u8, Text(identity, "PrincipalId", "principalId"));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Values are copied byte for byte: what the server wrote is what the function reads. Nulls are left out, as Lambda does.
    private static void Copy(Utf8JsonWriter writer, JsonElement from, string name)
    {
        if (from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }

    private static string? Text(JsonElement from, string name, string otherName) =>
        from.TryGetProperty(name, out var value) || from.TryGetProperty(otherName, out value) ? value.GetString() : null;

    // A server may write the attributes of a composite key in any order.
    private static string ItemKey(JsonElement keys)
    {
        var text = new StringBuilder();
        foreach (var key in keys.EnumerateObject().OrderBy(key => key.Name, StringComparer.Ordinal))
        {
            var value = key.Value.EnumerateObject().First();
            text.Append(key.Name).Append('\0').Append(value.Name).Append('\0').Append(value.Value.GetString()).Append('\0');
        }

        return text.ToString();
    }
}
