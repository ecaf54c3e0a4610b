using System.Text.Json;
using DataSync.Core.Apply;
using DataSync.Core.Items;

namespace DataSync.Functions.Apply;

/// <summary>Reads Lambda's SQS event from its bytes: of each message only what is needed, the body unescaped.</summary>
public static class QueueEventReader
{
    /// <summary>Reads an event.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="MalformedItemException">It has no list of records, or a record has no id: Lambda never sends that.</exception>
    public static List<QueueMessage> Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, CanonicalJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRecords = reader.ValueTextEquals("Records"u8);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray)
            {
                return ReadMessages(ref reader);
            }

            reader.Skip();
        }

        throw new MalformedItemException("The event has no list of Records: it does not come from an SQS queue.");
    }

    private static List<QueueMessage> ReadMessages(ref Utf8JsonReader reader)
    {
        var messages = new List<QueueMessage>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? id = null;
            ReadOnlyMemory<byte> body = default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("messageId"u8))
                {
                    reader.Read();
                    id = reader.GetString();
                }
                else if (reader.ValueTextEquals("body"u8))
                {
                    reader.Read();
                    body = Unescape(ref reader);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            messages.Add(new QueueMessage(id ?? throw new MalformedItemException("A message has no messageId."), body));
        }

        return messages;
    }

    private static ReadOnlyMemory<byte> Unescape(ref Utf8JsonReader reader)
    {
        var body = new byte[reader.ValueSpan.Length];
        return body.AsMemory(0, reader.CopyString(body));
    }
}
