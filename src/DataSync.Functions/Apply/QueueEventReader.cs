using System.Text;
using System.Text.Json;
using DataSync.Core.Apply;
using DataSync.Core.Items;

namespace DataSync.Functions.Apply;

/// <summary>Reads Lambda's SQS event from its bytes: of each message only what is needed, the body unescaped.</summary>
public static class QueueEventReader
{
    /// <summary>Reads an event.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="MalformedItemException">It has no list of records, or a record is not a message: Lambda never sends that.</exception>
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

    // Anything that is not a message refuses the whole event: what is passed over would count as done, and be gone.
    private static List<QueueMessage> ReadMessages(ref Utf8JsonReader reader)
    {
        var messages = new List<QueueMessage>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(reader.TokenType == JsonTokenType.StartObject, "is not an object");
            messages.Add(ReadMessage(ref reader));
        }

        return messages;
    }

    private static QueueMessage ReadMessage(ref Utf8JsonReader reader)
    {
        string? id = null;
        ReadOnlyMemory<byte> body = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("messageId"u8))
            {
                reader.Read();
                Require(reader.TokenType == JsonTokenType.String, "has a messageId that is not text");
                id = Encoding.UTF8.GetString(Unescape(ref reader).Span);
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                reader.Read();
                Require(reader.TokenType == JsonTokenType.String, "has a body that is not text");
                body = Unescape(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        Require(!string.IsNullOrEmpty(id), "has no messageId");
        return new QueueMessage(id!, body);
    }

    private static ReadOnlyMemory<byte> Unescape(ref Utf8JsonReader reader)
    {
        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return text.AsMemory(0, reader.CopyString(text));
        }
        catch (InvalidOperationException e)
        {
            throw new MalformedItemException("A message's text is not Unicode: " + e.Message, e);
        }
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new MalformedItemException($"A message {what}: the event does not come from an SQS queue.");
        }
    }
}
