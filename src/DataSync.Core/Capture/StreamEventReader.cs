using System.Text.Json;
using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>
/// Reads Lambda's DynamoDB stream event from its bytes. The event types of the official package would hold every image as
/// an object tree, and one malformed record would make the whole batch unreadable. Not safe for concurrent use.
/// </summary>
public sealed class StreamEventReader(string entity, string stampAttribute)
{
    // A version's time has 13 digits of milliseconds: until the year 2286.
    private const double EndOfTimeSeconds = 10_000_000_000;

    private readonly CanonicalJson _canonical = new();
    private string _streamArn = "";
    private string _streamLabel = "";

    /// <summary>Reads an event.</summary>
    /// <param name="json">Must stay unchanged as long as the result is used.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="MalformedItemException">It has no list of records.</exception>
    public StreamBatch Read(ReadOnlyMemory<byte> json)
    {
        var batch = new StreamBatch();
        var reader = new Utf8JsonReader(json.Span, CanonicalJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRecords = reader.ValueTextEquals("Records"u8);
            reader.Read();
            if (!isRecords || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                ReadInto(batch, json, ref reader);
            }

            return batch;
        }

        throw new MalformedItemException("The event has no list of Records: it does not come from a DynamoDB stream.");
    }

    /// <summary>Reads one record, such as a dead letter holds.</summary>
    /// <exception cref="MalformedItemException">It is not a stream record.</exception>
    public StreamRecord ReadRecord(ReadOnlyMemory<byte> json)
    {
        try
        {
            var raw = new RawRecord();
            var reader = new Utf8JsonReader(json.Span, CanonicalJson.ReaderOptions);
            reader.Read();
            Collect(json, ref reader, raw);
            return Parse(json, raw);
        }
        catch (Exception e) when (IsMalformed(e))
        {
            throw new MalformedItemException("It is not a stream record: " + e.Message, e);
        }
    }

    // Reads a record where it stands. One that is not what it should be is read once more, for its end.
    private void ReadInto(StreamBatch batch, ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var raw = new RawRecord();
        var start = (int)reader.TokenStartIndex;
        var atStart = reader;
        try
        {
            Collect(json, ref reader, raw);
            batch.Records.Add(Parse(json[start..(int)reader.BytesConsumed], raw));
            batch.SequenceNumbers.Add(raw.SequenceNumber!);
        }
        catch (Exception e) when (IsMalformed(e))
        {
            reader = atStart;
            reader.Skip();
            batch.Malformed.Add(new MalformedRecord(json[start..(int)reader.BytesConsumed], raw.SequenceNumber, e.Message) { Keys = raw.Keys });
        }
    }

    private static bool IsMalformed(Exception e) => e is MalformedItemException or FormatException or InvalidOperationException or JsonException;

    private sealed class RawRecord
    {
        public string? StreamArn { get; set; }

        public string? SequenceNumber { get; set; }

        public double CreatedSeconds { get; set; } = -1;

        public ReadOnlyMemory<byte> Keys { get; set; }

        public ReadOnlyMemory<byte> NewImage { get; set; }

        public ReadOnlyMemory<byte> OldImage { get; set; }
    }

    private StreamRecord Parse(ReadOnlyMemory<byte> json, RawRecord raw)
    {
        Require(raw.StreamArn is not null, "eventSourceARN");
        Require(raw.SequenceNumber is not null, "dynamodb.SequenceNumber");
        Require(raw.CreatedSeconds is >= 0 and < EndOfTimeSeconds, "a point in time in dynamodb.ApproximateCreationDateTime");
        Require(!raw.Keys.IsEmpty, "dynamodb.Keys");
        if (raw.NewImage.IsEmpty && raw.OldImage.IsEmpty)
        {
            throw new MalformedItemException("The record has neither NewImage nor OldImage: the stream's view type must be NEW_AND_OLD_IMAGES.");
        }

        var key = ItemKey.Parse(entity, raw.Keys.Span, _canonical);
        var @new = raw.NewImage.IsEmpty ? null : StoredItem.Parse(raw.NewImage.Span, stampAttribute, _canonical);
        var old = raw.OldImage.IsEmpty ? null : StoredItem.Scan(raw.OldImage, stampAttribute);
        if (old is not null && (@new is null || @new.Stamp is not null))
        {
            _ = old.Content; // an echo, perhaps: then the old content is looked at, and must be readable
        }

        var position = StreamPosition.Of(LabelOf(raw.StreamArn!), raw.SequenceNumber);
        return new StreamRecord(key, position, (long)(raw.CreatedSeconds * 1000), old, @new) { Json = json };
    }

    private static void Collect(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader, RawRecord raw)
    {
        Require(reader.TokenType == JsonTokenType.StartObject, "the record's object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("eventSourceARN"u8))
            {
                reader.Read();
                raw.StreamArn = reader.GetString();
            }
            else if (reader.ValueTextEquals("dynamodb"u8))
            {
                reader.Read();
                Require(reader.TokenType == JsonTokenType.StartObject, "dynamodb");
                CollectChange(json, ref reader, raw);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    private static void CollectChange(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader, RawRecord raw)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (reader.ValueSpan)
            {
                case var n when n.SequenceEqual("SequenceNumber"u8): reader.Read(); raw.SequenceNumber = reader.GetString(); break;
                case var n when n.SequenceEqual("ApproximateCreationDateTime"u8): reader.Read(); raw.CreatedSeconds = reader.GetDouble(); break;
                case var n when n.SequenceEqual("Keys"u8): raw.Keys = Slice(json, ref reader); break;
                case var n when n.SequenceEqual("NewImage"u8): raw.NewImage = Slice(json, ref reader); break;
                case var n when n.SequenceEqual("OldImage"u8): raw.OldImage = Slice(json, ref reader); break;
                default: reader.Read(); reader.Skip(); break;
            }
        }
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private string LabelOf(string streamArn)
    {
        if (streamArn != _streamArn)
        {
            var slash = streamArn.LastIndexOf("/stream/", StringComparison.Ordinal);
            Require(slash > 0, "the stream's label in eventSourceARN");
            _streamLabel = streamArn[(slash + "/stream/".Length)..];
            _streamArn = streamArn;
        }

        return _streamLabel;
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new MalformedItemException($"The record lacks {what}.");
        }
    }
}
