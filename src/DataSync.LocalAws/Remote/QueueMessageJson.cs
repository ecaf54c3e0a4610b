using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.Remote;

/// <summary>Turns a message of ReceiveMessage into the element of <c>Records</c> that Lambda makes of it.</summary>
internal static class QueueMessageJson
{
    /// <param name="message">An element of the answer's <c>Messages</c>.</param>
    /// <param name="queueArn">Its queue.</param>
    /// <param name="region">The queue's region.</param>
    public static ReceivedMessage Read(JsonElement message, string queueArn, string region)
    {
        var buffer = new ArrayBufferWriter<byte>(JsonMarshal.GetRawUtf8Value(message).Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, message, queueArn, region);
        }

        return new ReceivedMessage(message.GetProperty("MessageId").GetString()!, message.GetProperty("ReceiptHandle").GetString()!, buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement message, string queueArn, string region)
    {
        writer.WriteStartObject();
        Copy(writer, message, "MessageId", "messageId");
        Copy(writer, message, "ReceiptHandle", "receiptHandle");
        Copy(writer, message, "Body", "body");
        writer.WriteStartObject("attributes"u8);
        foreach (var attribute in Members(message, "Attributes"))
        {
            writer.WriteString(attribute.Name, attribute.Value.GetString());
        }

        writer.WriteEndObject();
        writer.WriteStartObject("messageAttributes"u8);
        foreach (var attribute in Members(message, "MessageAttributes"))
        {
            writer.WriteStartObject(attribute.Name);
            Copy(writer, attribute.Value, "StringValue", "stringValue");
            Copy(writer, attribute.Value, "BinaryValue", "binaryValue");
            writer.WriteStartArray("stringListValues"u8);
            writer.WriteEndArray();
            writer.WriteStartArray("binaryListValues"u8);
            writer.WriteEndArray();
            Copy(writer, attribute.Value, "DataType", "dataType");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        Copy(writer, message, "MD5OfMessageAttributes", "md5OfMessageAttributes");
        Copy(writer, message, "MD5OfBody", "md5OfBody");
        writer.WriteString("eventSource"u8, "aws:sqs"u8);
        writer.WriteString("eventSourceARN"u8, queueArn);
        writer.WriteString("awsRegion"u8, region);
        writer.WriteEndObject();
    }

    private static IEnumerable<JsonProperty> Members(JsonElement of, string name) =>
        of.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : [];

    private static void Copy(Utf8JsonWriter writer, JsonElement from, string name, string to)
    {
        if (from.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(to);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }
}
