using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>Writes attribute values as DynamoDB JSON.</summary>
internal static class ValueWriter
{
    /// <summary>Text stays readable and small; only what JSON demands is escaped. Validation is off because the shapes are ours.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 256,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    /// <summary>Renders JSON into memory of its own.</summary>
    public static ReadOnlyMemory<byte> Render<TState>(TState state, int sizeHint, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        Utf8JsonWriter writer = s_writer ?? new Utf8JsonWriter(buffer, Options);
        s_writer = null;
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        s_writer = writer;
        return buffer.WrittenMemory;
    }

    /// <summary>An item as JSON of its own.</summary>
    public static ReadOnlyMemory<byte> Render(MapValue item) => Render(item, item.ItemSizeBytes + (item.Count * 16) + 64, static (w, i) => WriteItem(w, i));

    public static void WriteItem(Utf8JsonWriter writer, MapValue item)
    {
        writer.WriteStartObject();
        ReadOnlySpan<string> names = item.Names;
        for (int i = 0; i < names.Length; i++)
        {
            writer.WritePropertyName(names[i]);
            WriteValue(writer, item.Values[i]);
        }
        writer.WriteEndObject();
    }

    public static void WriteValue(Utf8JsonWriter writer, AttributeValue value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case StringValue s:
                writer.WriteString("S"u8, s.Utf8);
                break;
            case NumberValue n:
                writer.WriteString("N"u8, n.Number.ToString());
                break;
            case BinaryValue b:
                writer.WriteBase64String("B"u8, b.Bytes);
                break;
            case BooleanValue:
                writer.WriteBoolean("BOOL"u8, ReferenceEquals(value, BooleanValue.True));
                break;
            case NullValue:
                writer.WriteBoolean("NULL"u8, true);
                break;
            case MapValue map:
                writer.WritePropertyName("M"u8);
                WriteItem(writer, map);
                break;
            case ListValue list:
                writer.WriteStartArray("L"u8);
                foreach (AttributeValue element in list.Items)
                {
                    WriteValue(writer, element);
                }
                writer.WriteEndArray();
                break;
            case SetValue set:
                WriteSet(writer, set);
                break;
        }
        writer.WriteEndObject();
    }

    private static void WriteSet(Utf8JsonWriter writer, SetValue set)
    {
        writer.WriteStartArray(set.Kind.Code());
        foreach (AttributeValue element in set.Items)
        {
            switch (element)
            {
                case StringValue s:
                    writer.WriteStringValue(s.Utf8);
                    break;
                case BinaryValue b:
                    writer.WriteBase64StringValue(b.Bytes);
                    break;
                default:
                    writer.WriteStringValue(element.ToString());
                    break;
            }
        }
        writer.WriteEndArray();
    }
}
