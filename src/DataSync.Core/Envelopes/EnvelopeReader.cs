using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.Envelopes;

/// <summary>Reads envelopes. One instance serves many, one at a time; it is not safe for concurrent use.</summary>
public sealed class EnvelopeReader
{
    /// <summary>The most that a compressed envelope may unpack to, in bytes: several times the largest item in JSON.</summary>
    public const int MaxUnpackedBytes = 16 * 1024 * 1024;

    private const int MaxEntityLength = 255;

    private static readonly SearchValues<char> EntityCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly CanonicalJson _canonical = new();
    private string? _lastEntity;

    /// <summary>Reads an envelope. A change that cannot be read is reported in <see cref="Envelope.Malformed"/>; the others are read.</summary>
    /// <param name="json">Must stay unchanged as long as the result is used.</param>
    /// <exception cref="UnknownFormatException">The format is newer than this release.</exception>
    /// <exception cref="MalformedItemException">It is not an envelope.</exception>
    public Envelope Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var parsed = ReadObject(json);
            if (parsed.Zipped is null)
            {
                return parsed.Envelope;
            }

            var inner = ReadObject(Unzip(parsed.Zipped));
            return inner.Zipped is null
                ? WithHistory(inner.Envelope, parsed.Envelope.History) with { Target = parsed.Envelope.Target }
                : throw new MalformedItemException("The message is not an envelope: it is compressed twice.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new MalformedItemException("The message is not an envelope: " + e.Message, e);
        }
    }

    private (Envelope Envelope, byte[]? Zipped) ReadObject(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, CanonicalJson.ReaderOptions);
        var format = 0;
        string? origin = null, target = null;
        var hops = 0;
        long sentMs = 0;
        byte[]? zipped = null;
        ReplayHistory? history = null;
        List<Change>? changes = null;
        List<MalformedChange>? malformed = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MalformedItemException("The message is not an envelope: not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (reader.ValueSpan)
            {
                case var n when n.SequenceEqual("format"u8):
                    reader.Read();
                    format = reader.GetInt32();
                    CheckFormat(format);
                    break;
                case var n when n.SequenceEqual("origin"u8): reader.Read(); origin = reader.GetString(); break;
                case var n when n.SequenceEqual("target"u8): reader.Read(); target = reader.GetString(); break;
                case var n when n.SequenceEqual("hops"u8): reader.Read(); hops = reader.GetInt32(); break;
                case var n when n.SequenceEqual("sentMs"u8): reader.Read(); sentMs = reader.GetInt64(); break;
                case var n when n.SequenceEqual("gzip"u8): reader.Read(); zipped = reader.GetBytesFromBase64(); break;
                case var n when n.SequenceEqual("history"u8): reader.Read(); history = ReplayHistoryJson.Read(ref reader); break;
                case var n when n.SequenceEqual("changes"u8): (changes, malformed) = ReadChanges(json, ref reader); break;
                default: reader.Read(); reader.Skip(); break;
            }
        }

        CheckFormat(format);
        if (zipped is null && (string.IsNullOrEmpty(origin) || changes is null))
        {
            throw new MalformedItemException("The message is not an envelope: 'origin' or 'changes' is missing.");
        }

        if (zipped is null && (origin!.Length > ItemVersion.MaxRegionLength || origin.AsSpan().ContainsAnyExcept(RegionCharacters)))
        {
            throw new MalformedItemException("The message is not an envelope: 'origin' is not the name of a region.");
        }

        var envelope = new Envelope
        {
            Origin = origin ?? "",
            Hops = hops,
            SentMs = sentMs,
            Target = target,
            Changes = changes ?? [],
            Malformed = malformed ?? (IReadOnlyList<MalformedChange>)[],
        };
        return (WithHistory(envelope, history), zipped);
    }

    // A change's own part is older: what is sent on again has the envelope's in its changes.
    private static Envelope WithHistory(Envelope envelope, ReplayHistory? newer) => newer is null
        ? envelope
        : envelope with
        {
            History = ReplayHistory.Join(envelope.History, newer),
            Changes = [.. envelope.Changes.Select(c => c with { History = ReplayHistory.Join(c.History, newer) })],
        };

    private static void CheckFormat(int format)
    {
        if (format is < 1 or > Envelope.CurrentFormat)
        {
            throw new UnknownFormatException(
                $"Envelope format {format} is not known to this release, which reads format {Envelope.CurrentFormat}. Update this region's stack, then redrive.");
        }
    }

    private (List<Change> Changes, List<MalformedChange>? Malformed) ReadChanges(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var changes = new List<Change>();
        List<MalformedChange>? malformed = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new MalformedItemException("The message is not an envelope: 'changes' is not a list.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // A change is read where it stands. One that is not what it should be is read once more, for its end.
            var atStart = reader;
            try
            {
                changes.Add(ReadChange(json, ref reader));
            }
            catch (Exception e) when (e is MalformedItemException or InvalidOperationException or FormatException)
            {
                reader = atStart;
                (malformed ??= []).Add(new MalformedChange(Slice(json, ref reader), e.Message));
            }
        }

        return (changes, malformed);
    }

    private Change ReadChange(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MalformedItemException("A change is not a JSON object.");
        }

        string? entity = null;
        ReadOnlyMemory<byte> key = default, put = default;
        ItemVersion version = default, basis = default;
        ObjectContent? content = null;
        PayloadReference? payload = null;
        var isDelete = false;
        var attemptCount = 0;
        long sinceMs = 0;
        ReplayHistory? history = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (reader.ValueSpan)
            {
                case var n when n.SequenceEqual("entity"u8): reader.Read(); entity = _lastEntity = ReadEntity(ref reader, _lastEntity); break;
                case var n when n.SequenceEqual("key"u8): reader.Read(); key = Slice(json, ref reader); break;
                case var n when n.SequenceEqual("version"u8): reader.Read(); version = ReadVersion(ref reader); break;
                case var n when n.SequenceEqual("base"u8): reader.Read(); basis = ReadVersion(ref reader); break;
                case var n when n.SequenceEqual("put"u8): reader.Read(); put = Slice(json, ref reader); break;
                case var n when n.SequenceEqual("object"u8): reader.Read(); content = ObjectContentJson.Read(ref reader); break;
                case var n when n.SequenceEqual("payload"u8): reader.Read(); payload = PayloadReferenceJson.Read(ref reader); break;
                case var n when n.SequenceEqual("delete"u8): reader.Read(); isDelete = reader.GetBoolean(); break;
                case var n when n.SequenceEqual("attempts"u8): reader.Read(); attemptCount = reader.GetInt32(); break;
                case var n when n.SequenceEqual("sinceMs"u8): reader.Read(); sinceMs = reader.GetInt64(); break;
                case var n when n.SequenceEqual("history"u8): reader.Read(); history = ReplayHistoryJson.Read(ref reader); break;
                default: reader.Read(); reader.Skip(); break;
            }
        }

        var whatCount = (put.IsEmpty ? 0 : 1) + (content is null ? 0 : 1) + (payload is null ? 0 : 1) + (isDelete ? 1 : 0);
        if (string.IsNullOrEmpty(entity) || key.IsEmpty || version == ItemVersion.Zero || whatCount != 1)
        {
            throw new MalformedItemException("A change needs an entity, a key, a version, and one of: an image to put, an object, a payload, \"delete\":true.");
        }

        var itemKey = key.Span[0] == '"' ? ObjectKey.Parse(entity, key.Span) : ItemKey.Parse(entity, key.Span, _canonical);
        if (!isDelete && ObjectKey.IsObject(itemKey) != content is not null)
        {
            throw new MalformedItemException("A change puts an object under the key of an item, or an item under the key of an object.");
        }

        return new Change(itemKey, version, basis, put.IsEmpty ? null : ReadImage(put.Span))
        {
            Object = content,
            Payload = payload,
            AttemptCount = attemptCount,
            SinceMs = sinceMs,
            History = history,
        };
    }

    private ItemImage ReadImage(ReadOnlySpan<byte> json)
    {
        _canonical.ReadItem(json, stampAttribute: null);
        return new ItemImage(_canonical.Written.ToArray());
    }

    // An entity is written back as it is, so it must be one that needs no escaping.
    private static string ReadEntity(ref Utf8JsonReader reader, string? known)
    {
        if (known is not null && reader.ValueTextEquals(known))
        {
            return known;
        }

        var entity = reader.GetString() ?? "";
        return entity.Length <= MaxEntityLength && !entity.AsSpan().ContainsAnyExcept(EntityCharacters)
            ? entity
            : throw new MalformedItemException($"An entity is 1 to {MaxEntityLength} letters, digits, dots, dashes or underscores.");
    }

    private static ItemVersion ReadVersion(ref Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[96];
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > text.Length)
        {
            throw new MalformedItemException("A version is not a version's text.");
        }

        var length = reader.CopyString(text);
        return ItemVersion.TryParse(text[..length], out var version)
            ? version
            : throw new MalformedItemException($"Version '{text[..length]}' is not of the form milliseconds-counter-region.");
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static byte[] Unzip(byte[] zipped)
    {
        using var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var chunk = new byte[81920];
        int read;
        while ((read = gzip.Read(chunk)) > 0)
        {
            plain.Write(chunk, 0, read);
            if (plain.Length > MaxUnpackedBytes)
            {
                throw new MalformedItemException($"The message unpacks to more than {MaxUnpackedBytes} bytes.");
            }
        }

        return plain.ToArray();
    }
}
