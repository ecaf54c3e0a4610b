using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Streams;

/// <summary>Stream records as JSON: for Lambda events and for the Streams API, which differ in a few names.</summary>
internal static class StreamJson
{
    private const string TtlPrincipal = "dynamodb.amazonaws.com";

    public static ReadOnlyMemory<byte> Render(TableStream stream, StreamEntry entry)
    {
        int size = 640 + ((entry.Old?.ItemSizeBytes ?? 0) * 3 / 2) + ((entry.New?.ItemSizeBytes ?? 0) * 3 / 2);
        return ValueWriter.Render((stream, entry), size, static (writer, state) => Write(writer, state.stream, state.entry, true));
    }

    /// <param name="writer">Where to.</param>
    /// <param name="stream">The record's stream.</param>
    /// <param name="entry">The record.</param>
    /// <param name="forLambda">True for Lambda's event, false for GetRecords.</param>
    public static void Write(Utf8JsonWriter writer, TableStream stream, StreamEntry entry, bool forLambda)
    {
        writer.WriteStartObject();
        writer.WriteString("eventID"u8, EventId(stream, entry));
        writer.WriteString("eventName"u8, entry.EventName);
        writer.WriteString("eventVersion"u8, "1.1"u8);
        writer.WriteString("eventSource"u8, "aws:dynamodb"u8);
        writer.WriteString("awsRegion"u8, stream.Region);
        writer.WriteStartObject("dynamodb"u8);
        writer.WriteNumber("ApproximateCreationDateTime"u8, entry.At.ToUnixTimeSeconds());
        MapValue keys = KeysOf(stream.Keys, entry.Key);
        int size = keys.ItemSizeBytes;
        writer.WritePropertyName("Keys"u8);
        ValueWriter.WriteItem(writer, keys);
        if (entry.New is not null && stream.ViewType is "NEW_IMAGE" or "NEW_AND_OLD_IMAGES")
        {
            size += WriteImage(writer, "NewImage", entry.New);
        }
        if (entry.Old is not null && stream.ViewType is "OLD_IMAGE" or "NEW_AND_OLD_IMAGES")
        {
            size += WriteImage(writer, "OldImage", entry.Old);
        }
        writer.WriteString("SequenceNumber"u8, SequenceNumbers.Format(entry.Sequence));
        writer.WriteNumber("SizeBytes"u8, size);
        writer.WriteString("StreamViewType"u8, stream.ViewType);
        writer.WriteEndObject();
        if (forLambda)
        {
            writer.WriteString("eventSourceARN"u8, stream.Arn);
        }
        if (entry.ByTtl)
        {
            writer.WriteStartObject("userIdentity"u8);
            writer.WriteString(forLambda ? "type"u8 : "Type"u8, "Service"u8);
            writer.WriteString(forLambda ? "principalId"u8 : "PrincipalId"u8, TtlPrincipal);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    /// <summary>A key as a map of its attributes.</summary>
    public static MapValue KeysOf(KeySchema schema, ItemKey key)
    {
        if (schema.Sort is null)
        {
            return new MapValue([schema.Partition.Name], [key.Partition]);
        }
        return string.CompareOrdinal(schema.Partition.Name, schema.Sort.Name) < 0
            ? new MapValue([schema.Partition.Name, schema.Sort.Name], [key.Partition, key.Sort!])
            : new MapValue([schema.Sort.Name, schema.Partition.Name], [key.Sort!, key.Partition]);
    }

    private static int WriteImage(Utf8JsonWriter writer, string name, MapValue? image)
    {
        if (image is null)
        {
            return 0;
        }
        writer.WritePropertyName(name);
        ValueWriter.WriteItem(writer, image);
        return image.ItemSizeBytes;
    }

    // Unique and reproducible: the stream's label and the sequence number, mixed.
    private static string EventId(TableStream stream, StreamEntry entry)
    {
        ulong seed = ItemKey.Place(new StringValue(System.Text.Encoding.UTF8.GetBytes(stream.Arn)));
        ulong mixed = (seed ^ entry.Sequence) * 0x9e3779b97f4a7c15;
        return $"{mixed ^ (mixed >> 29):x16}{seed + entry.Sequence:x16}";
    }
}
