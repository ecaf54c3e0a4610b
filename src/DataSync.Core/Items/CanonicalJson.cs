using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace DataSync.Core.Items;

/// <summary>
/// Turns DynamoDB JSON into its canonical form (see <see cref="ItemImage"/>). One instance serves many items, one at a
/// time, without allocating; it is not safe for concurrent use.
/// </summary>
public sealed class CanonicalJson
{
    /// <summary>JSON levels accepted: DynamoDB allows 32 levels of maps and lists, each two levels of JSON, in an envelope or event.</summary>
    public const int MaxJsonDepth = 128;

    /// <summary>Options for every reader of DynamoDB JSON: the default depth of 64 refuses items that DynamoDB allows.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxJsonDepth };

    private readonly CanonicalBuffer _out = new();

    /// <summary>The canonical form of what was read last; valid until the next read.</summary>
    public ReadOnlySpan<byte> Written => _out.Written;

    /// <summary>Reads an item; <see cref="Written"/> then holds its content without the stamp.</summary>
    /// <returns>The text of the stamp attribute; null when the item has none; empty when it is not a string.</returns>
    /// <exception cref="MalformedItemException">It is not an item in DynamoDB JSON.</exception>
    public string? ReadItem(ReadOnlySpan<byte> dynamoJson, string? stampAttribute) => ReadRoot(dynamoJson, stampAttribute);

    /// <summary>Reads a primary key; <see cref="Written"/> then holds it.</summary>
    /// <exception cref="MalformedItemException">It is not one or two attributes of type S, N or B.</exception>
    public void ReadKey(ReadOnlySpan<byte> dynamoJson)
    {
        ReadRoot(dynamoJson, stampAttribute: null);
        KeyShape.Check(Written);
    }

    /// <summary>Finds the stamp of an item without reading the rest. Result as for <see cref="ReadItem"/>.</summary>
    /// <exception cref="MalformedItemException">It is not JSON of an object.</exception>
    public static string? FindStamp(ReadOnlySpan<byte> dynamoJson, string stampAttribute)
    {
        try
        {
            var reader = new Utf8JsonReader(dynamoJson, ReaderOptions);
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals(stampAttribute))
                {
                    return ReadStampText(ref reader);
                }

                reader.Read();
                reader.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MalformedItemException("The item is not JSON: " + e.Message, e);
        }
    }

    private string? ReadRoot(ReadOnlySpan<byte> json, string? stampAttribute)
    {
        _out.Clear();
        if (!Utf8.IsValid(json))
        {
            throw new MalformedItemException("The item is not valid UTF-8.");
        }

        try
        {
            string? stamp = null;
            var reader = new Utf8JsonReader(json, ReaderOptions);
            Expect(ref reader, JsonTokenType.StartObject);
            ReadMap(ref reader, stampAttribute, ref stamp);
            if (reader.BytesConsumed != json.Length && reader.Read())
            {
                throw new MalformedItemException("There is more behind the item.");
            }

            return stamp;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MalformedItemException("The item is not JSON: " + e.Message, e);
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new MalformedItemException($"Expected {type}, found {reader.TokenType} at byte {reader.TokenStartIndex}.");
        }
    }

    private static string ReadStampText(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        Expect(ref reader, JsonTokenType.PropertyName);
        var isString = reader.ValueTextEquals("S"u8);
        reader.Read();
        var text = isString && reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        reader.Skip();
        Expect(ref reader, JsonTokenType.EndObject);
        return text;
    }

    private void ReadMap(ref Utf8JsonReader reader, string? stampAttribute, ref string? stamp)
    {
        var map = _out.Open('{');
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (stampAttribute is not null && reader.ValueTextEquals(stampAttribute))
            {
                stamp = stamp is null ? ReadStampText(ref reader) : throw new MalformedItemException("The stamp attribute occurs twice.");
                continue;
            }

            var entry = _out.StartEntry();
            WriteText(ref reader);
            var nameEnd = _out.Length;
            _out.Append((byte)':');
            ReadValue(ref reader);
            _out.EndEntry(entry, nameEnd);
        }

        _out.Close(map, '}', sort: true);
    }

    private void ReadValue(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        Expect(ref reader, JsonTokenType.PropertyName);
        var type = AttributeType(ref reader);
        _out.Append("{\""u8);
        _out.Append(type);
        _out.Append("\":"u8);
        reader.Read();
        ReadTyped(ref reader, type);
        Expect(ref reader, JsonTokenType.EndObject);
        _out.Append((byte)'}');
    }

    private void ReadTyped(ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> type)
    {
        switch (type)
        {
            case [(byte)'S'] or [(byte)'N'] or [(byte)'B']:
                WriteScalar(ref reader, type[0]);
                break;
            case [(byte)'M']:
                Require(reader.TokenType == JsonTokenType.StartObject, ref reader);
                string? none = null;
                ReadMap(ref reader, stampAttribute: null, ref none);
                break;
            case [(byte)'L']:
                ReadList(ref reader);
                break;
            case [_, (byte)'S']:
                ReadSet(ref reader, type[0]);
                break;
            default: // BOOL and NULL
                Require(reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.False && type[0] == (byte)'B'), ref reader);
                _out.Append(reader.TokenType == JsonTokenType.True ? "true"u8 : "false"u8);
                break;
        }
    }

    private void ReadList(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, ref reader);
        var list = _out.Open('[');
        var peek = reader;
        while (peek.Read() && peek.TokenType != JsonTokenType.EndArray)
        {
            var entry = _out.StartEntry();
            ReadValue(ref reader);
            _out.EndEntry(entry, _out.Length);
            peek = reader;
        }

        Expect(ref reader, JsonTokenType.EndArray);
        _out.Close(list, ']', sort: false);
    }

    private void ReadSet(ref Utf8JsonReader reader, byte memberType)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, ref reader);
        var set = _out.Open('[');
        var members = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var entry = _out.StartEntry();
            WriteScalar(ref reader, memberType);
            _out.EndEntry(entry, _out.Length);
            members++;
        }

        Require(members > 0, ref reader);
        _out.Close(set, ']', sort: true);
    }

    private void WriteScalar(ref Utf8JsonReader reader, byte type)
    {
        Require(reader.TokenType == JsonTokenType.String, ref reader);
        if (type == (byte)'S')
        {
            WriteText(ref reader);
            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(Math.Max(reader.ValueSpan.Length, 1));
        try
        {
            var text = scratch.AsSpan(0, reader.CopyString(scratch));
            _out.Append((byte)'"');
            if (type == (byte)'N')
            {
                CanonicalNumber.Write(text, _out);
            }
            else if (Base64.IsValid(text) && !text.ContainsAny(" \t\r\n"u8)) // white space is "valid", and would be copied into the JSON
            {
                _out.Append(text);
            }
            else
            {
                throw new MalformedItemException("A binary value is not base64.");
            }

            _out.Append((byte)'"');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void WriteText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            _out.AppendText(reader.ValueSpan);
            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        _out.AppendText(scratch.AsSpan(0, reader.CopyString(scratch)));
        ArrayPool<byte>.Shared.Return(scratch);
    }

    private static ReadOnlySpan<byte> AttributeType(ref Utf8JsonReader reader) => reader.ValueSpan switch
    {
        [(byte)'S'] => "S"u8,
        [(byte)'N'] => "N"u8,
        [(byte)'B'] => "B"u8,
        [(byte)'M'] => "M"u8,
        [(byte)'L'] => "L"u8,
        [(byte)'S', (byte)'S'] => "SS"u8,
        [(byte)'N', (byte)'S'] => "NS"u8,
        [(byte)'B', (byte)'S'] => "BS"u8,
        [(byte)'B', (byte)'O', (byte)'O', (byte)'L'] => "BOOL"u8,
        [(byte)'N', (byte)'U', (byte)'L', (byte)'L'] => "NULL"u8,
        _ => throw UnknownType(reader.ValueSpan, reader.TokenStartIndex),
    };

    // Where plain JSON was taken for DynamoDB JSON the "type" is an attribute's name, of any length.
    private static MalformedItemException UnknownType(ReadOnlySpan<byte> type, long at) =>
        new($"Unknown attribute type '{Encoding.UTF8.GetString(type[..Math.Min(type.Length, 8)])}' at byte {at}. An attribute value looks like {{\"S\":\"text\"}}.");

    private static void Require(bool condition, ref Utf8JsonReader reader)
    {
        if (!condition)
        {
            throw new MalformedItemException($"An attribute value of the wrong shape at byte {reader.TokenStartIndex}: {reader.TokenType}.");
        }
    }
}
