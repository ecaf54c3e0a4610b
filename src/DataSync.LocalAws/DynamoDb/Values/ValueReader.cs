using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>Reads attribute values from DynamoDB JSON, refusing what DynamoDB refuses.</summary>
internal static class ValueReader
{
    /// <summary>Lists and maps may be nested this deep.</summary>
    public const int MaxDepth = 32;

    /// <summary>Reads <c>{"name": {"S": "..."}, ...}</c>; the reader stands on the opening brace and ends on the closing one.</summary>
    public static MapValue ReadItem(ref Utf8JsonReader reader) => ReadMap(ref reader, 0);

    /// <summary>Reads <c>{"S": "..."}</c>; the reader stands on the opening brace and ends on the closing one.</summary>
    public static AttributeValue ReadValue(ref Utf8JsonReader reader, int depth = 0)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        AttributeValue? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (value is not null)
            {
                throw DynamoDbError.Validation("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
            }
            value = ReadTyped(ref reader, depth);
        }
        return value ?? throw DynamoDbError.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }

    /// <summary>The unescaped bytes of the reader's current string.</summary>
    public static byte[] ReadUtf8(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.String);
        if (!reader.ValueIsEscaped)
        {
            Require(Utf8.IsValid(reader.ValueSpan));
            return reader.ValueSpan.ToArray();
        }
        byte[] buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            int length = reader.CopyString(buffer);
            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static AttributeValue ReadTyped(ref Utf8JsonReader reader, int depth)
    {
        string type = NamePool.Read(ref reader);
        reader.Read();
        switch (type)
        {
            case "S":
                return new StringValue(ReadUtf8(ref reader));
            case "N":
                return ReadNumber(ref reader);
            case "B":
                Require(reader.TokenType == JsonTokenType.String);
                return new BinaryValue(reader.GetBytesFromBase64());
            case "BOOL":
                return reader.GetBoolean() ? BooleanValue.True : BooleanValue.False;
            case "NULL":
                return reader.GetBoolean()
                    ? NullValue.Instance
                    : throw DynamoDbError.Validation("One or more parameter values were invalid: Null attribute value types must have the value of true");
            case "M":
                CheckDepth(depth + 1);
                return ReadMap(ref reader, depth + 1);
            case "L":
                CheckDepth(depth + 1);
                return ReadList(ref reader, depth + 1);
            case "SS":
                return ReadSet(ref reader, ValueKind.StringSet);
            case "NS":
                return ReadSet(ref reader, ValueKind.NumberSet);
            case "BS":
                return ReadSet(ref reader, ValueKind.BinarySet);
            default:
                throw DynamoDbError.Validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
        }
    }

    private static NumberValue ReadNumber(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.String);
        // Some writers escape the plus sign of an exponent.
        return new NumberValue(DynamoNumber.Parse(reader.ValueIsEscaped ? ReadUtf8(ref reader) : reader.ValueSpan));
    }

    private static MapValue ReadMap(ref Utf8JsonReader reader, int depth)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        string[] names = new string[8];
        var values = new AttributeValue[8];
        int count = 0;
        bool sorted = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (count == names.Length)
            {
                Array.Resize(ref names, count * 2);
                Array.Resize(ref values, count * 2);
            }
            names[count] = NamePool.Read(ref reader);
            reader.Read();
            values[count] = ReadValue(ref reader, depth);
            sorted &= count == 0 || string.CompareOrdinal(names[count - 1], names[count]) < 0;
            count++;
        }

        Array.Resize(ref names, count);
        Array.Resize(ref values, count);
        if (!sorted)
        {
            Array.Sort(names, values, StringComparer.Ordinal);
            for (int i = 1; i < count; i++)
            {
                Require(!string.Equals(names[i - 1], names[i], StringComparison.Ordinal));
            }
        }
        if (count > 0 && names[0].Length == 0)
        {
            throw DynamoDbError.Validation("One or more parameter values were invalid: Attribute name must not be empty");
        }
        return new MapValue(names, values);
    }

    private static ListValue ReadList(ref Utf8JsonReader reader, int depth)
    {
        Require(reader.TokenType == JsonTokenType.StartArray);
        var items = new List<AttributeValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, depth));
        }
        return new ListValue([.. items]);
    }

    private static SetValue ReadSet(ref Utf8JsonReader reader, ValueKind kind)
    {
        Require(reader.TokenType == JsonTokenType.StartArray);
        var items = new List<AttributeValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(reader.TokenType == JsonTokenType.String);
            items.Add(kind switch
            {
                ValueKind.StringSet => new StringValue(ReadUtf8(ref reader)),
                ValueKind.NumberSet => ReadNumber(ref reader),
                _ => new BinaryValue(reader.GetBytesFromBase64()),
            });
        }
        if (items.Count == 0)
        {
            string word = kind switch { ValueKind.StringSet => "string", ValueKind.NumberSet => "number", _ => "binary" };
            throw DynamoDbError.Validation($"One or more parameter values were invalid: An {word} set  may not be empty");
        }

        AttributeValue[] sorted = [.. items];
        Array.Sort(sorted, SetValue.Order);
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].ValueEquals(sorted[i - 1]))
            {
                throw DynamoDbError.Validation(kind == ValueKind.NumberSet
                    ? "Input collection contains duplicates"
                    : $"One or more parameter values were invalid: Input collection [{string.Join(", ", items)}] contains duplicates.");
            }
        }
        return new SetValue(kind, sorted);
    }

    private static void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw DynamoDbError.Validation("Nesting Levels have exceeded supported limits");
        }
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw DynamoDbError.Serialization();
        }
    }
}
