using System.Text.Json;

namespace DataSync.LocalAws.Sqs;

/// <summary>Writes a message as one element of <c>Records</c> in the event that Lambda passes to a function.</summary>
internal static class LambdaRecord
{
    public static ReadOnlyMemory<byte> Write(Delivery delivery, SqsQueue queue, string senderId) => SqsJson.Write(json =>
    {
        var message = delivery.Message;
        json.WriteStartObject();
        json.WriteString("messageId"u8, message.Id);
        json.WriteString("receiptHandle"u8, delivery.ReceiptHandle);
        json.WriteString("body"u8, message.Body);
        json.WriteStartObject("attributes"u8);
        foreach (var (name, value) in SystemAttributes.Of(delivery, senderId))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("messageAttributes"u8);
        foreach (var (name, value) in message.Attributes ?? new Dictionary<string, MessageAttributeValue>(StringComparer.Ordinal))
        {
            WriteAttribute(json, name, value);
        }

        json.WriteEndObject();
        if (message.AttributesMd5 is not null)
        {
            json.WriteString("md5OfMessageAttributes"u8, message.AttributesMd5);
        }

        json.WriteString("md5OfBody"u8, message.BodyMd5);
        json.WriteString("eventSource"u8, "aws:sqs"u8);
        json.WriteString("eventSourceARN"u8, queue.Arn);
        json.WriteString("awsRegion"u8, queue.Name.Region);
        json.WriteEndObject();
    });

    private static void WriteAttribute(Utf8JsonWriter json, string name, MessageAttributeValue value)
    {
        json.WriteStartObject(name);
        if (value.BinaryValue is not null)
        {
            json.WriteBase64String("binaryValue"u8, value.BinaryValue);
        }
        else
        {
            json.WriteString("stringValue"u8, value.StringValue);
        }

        json.WriteStartArray("stringListValues"u8);
        json.WriteEndArray();
        json.WriteStartArray("binaryListValues"u8);
        json.WriteEndArray();
        json.WriteString("dataType"u8, value.DataType);
        json.WriteEndObject();
    }
}
