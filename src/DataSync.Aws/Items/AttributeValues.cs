using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using DataSync.Core.Items;

namespace DataSync.Aws.Items;

/// <summary>Between the SDK's attribute values and Core's canonical JSON, every type of DynamoDB in both directions.</summary>
public static class AttributeValues
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = CanonicalJson.MaxJsonDepth,
        SkipValidation = true,
    };

    /// <summary>Reads canonical DynamoDB JSON of an item or key.</summary>
    public static Dictionary<string, AttributeValue> Read(ReadOnlySpan<byte> canonical)
    {
        var reader = new Utf8JsonReader(canonical, CanonicalJson.ReaderOptions);
        reader.Read();
        return ReadMap(ref reader);
    }

    /// <summary>Makes Core's item out of what the SDK returned.</summary>
    /// <exception cref="MalformedItemException">The stamp attribute holds something that is not a stamp.</exception>
    public static StoredItem ToItem(Dictionary<string, AttributeValue> attributes, string stampAttribute)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, WriterOptions))
        {
            WriteMap(writer, attributes);
        }

        return StoredItem.Parse(output.WrittenSpan, stampAttribute, new CanonicalJson());
    }

    private static Dictionary<string, AttributeValue> ReadMap(ref Utf8JsonReader reader)
    {
        var map = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            map.Add(name, ReadValue(ref reader));
        }

        return map;
    }

    private static AttributeValue ReadValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        var type = reader.GetString();
        reader.Read();
        var value = type switch
        {
            "S" => new AttributeValue { S = reader.GetString() },
            "N" => new AttributeValue { N = reader.GetString() },
            "B" => new AttributeValue { B = new MemoryStream(reader.GetBytesFromBase64()) },
            "BOOL" => new AttributeValue { BOOL = reader.GetBoolean() },
            "NULL" => new AttributeValue { NULL = true },
            "M" => new AttributeValue { M = ReadMap(ref reader) },
            "L" => new AttributeValue { L = ReadList(ref reader) },
            "SS" => new AttributeValue { SS = ReadSet(ref reader) },
            "NS" => new AttributeValue { NS = ReadSet(ref reader) },
            "BS" => new AttributeValue { BS = ReadSet(ref reader).ConvertAll(b => new MemoryStream(Convert.FromBase64String(b))) },
            _ => throw new InvalidOperationException($"Canonical JSON with attribute type '{type}'."),
        };
        reader.Read();
        return value;
    }

    private static List<AttributeValue> ReadList(ref Utf8JsonReader reader)
    {
        var list = new List<AttributeValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(ReadValue(ref reader));
        }

        return list;
    }

    private static List<string> ReadSet(ref Utf8JsonReader reader)
    {
        var set = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            set.Add(reader.GetString()!);
        }

        return set;
    }

    private static void WriteMap(Utf8JsonWriter writer, Dictionary<string, AttributeValue> map)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in map)
        {
            writer.WritePropertyName(name);
            writer.WriteStartObject();
            WriteTyped(writer, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteTyped(Utf8JsonWriter writer, AttributeValue value)
    {
        if (value.S is not null)
        {
            writer.WriteString("S", value.S);
        }
        else if (value.N is not null)
        {
            writer.WriteString("N", value.N);
        }
        else if (value.B is not null)
        {
            writer.WriteBase64String("B", value.B.ToArray());
        }
        else if (value.BOOL is { } flag)
        {
            writer.WriteBoolean("BOOL", flag);
        }
        else if (value.NULL == true)
        {
            writer.WriteBoolean("NULL", true);
        }
        else
        {
            WriteCollection(writer, value);
        }
    }

    private static void WriteCollection(Utf8JsonWriter writer, AttributeValue value)
    {
        if (value.M is not null)
        {
            writer.WritePropertyName("M");
            WriteMap(writer, value.M);
        }
        else if (value.L is not null)
        {
            writer.WriteStartArray("L");
            foreach (var element in value.L)
            {
                writer.WriteStartObject();
                WriteTyped(writer, element);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
        else
        {
            var (type, members) = value switch
            {
                { SS: not null } => ("SS", value.SS),
                { NS: not null } => ("NS", value.NS),
                { BS: not null } => ("BS", value.BS.ConvertAll(b => Convert.ToBase64String(b.ToArray()))),
                _ => throw new MalformedItemException("The table returned an attribute value without a type."),
            };
            writer.WriteStartArray(type);
            members.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }
    }
}
