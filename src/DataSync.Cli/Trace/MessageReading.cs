using System.Text;
using System.Text.Json;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Objects;

namespace DataSync.Cli.Trace;

/// <summary>Reads messages of any queue, and finds one item or object in them.</summary>
/// <param name="key">What is looked for.</param>
internal sealed class MessageReading(ItemKey key)
{
    private readonly EnvelopeReader _envelopes = new();

    /// <summary>What the message says of it; empty when it does not hold it, or is nothing that can be read.</summary>
    /// <param name="message">Where the message is.</param>
    /// <param name="body">What it says.</param>
    public IReadOnlyList<FoundMessage> Find(FoundMessage message, ReadOnlyMemory<byte> body)
    {
        if (TryDecode(body) is not { } letter)
        {
            return [.. Changes(message, body), .. Events(message, body)];
        }

        var given = message with { Reason = letter.Reason.ToString(), Detail = letter.Detail };
        if (letter.Body is { } text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return [.. Changes(given, bytes), .. Events(given, bytes)];
        }

        return letter.IsRecord ? Record(given, letter.Payload) : Changes(given, letter.Payload);
    }

    private static DeadLetter? TryDecode(ReadOnlyMemory<byte> body)
    {
        try
        {
            return DeadLetterCodec.Decode(body);
        }
        catch (MalformedItemException)
        {
            return null;
        }
    }

    private IReadOnlyList<FoundMessage> Changes(FoundMessage message, ReadOnlyMemory<byte> body)
    {
        try
        {
            var envelope = _envelopes.Read(body);
            return [.. envelope.Changes.Where(c => c.Key == key).Select(c => message with { Version = c.Version.ToString(), IsDelete = c.IsDelete, Target = envelope.Target })];
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            return [];
        }
    }

    private IReadOnlyList<FoundMessage> Record(FoundMessage message, ReadOnlyMemory<byte> body) => Read(body, json =>
        json.TryGetProperty("dynamodb", out var record) && record.TryGetProperty("Keys", out var keys)
            && ItemKey.Parse(key.Entity, Encoding.UTF8.GetBytes(keys.GetRawText()), new CanonicalJson()) == key
            ? [message with { IsDelete = json.TryGetProperty("eventName", out var name) && name.ValueEquals("REMOVE") }]
            : []);

    // An event of the bucket, as S3 sends it or as EventBridge does; only the first escapes names as in a query.
    private IReadOnlyList<FoundMessage> Events(FoundMessage message, ReadOnlyMemory<byte> body) => !ObjectKey.IsObject(key) ? [] : Read(body, json =>
    {
        if (json.TryGetProperty("detail", out var detail))
        {
            return detail.GetProperty("object").GetProperty("key").GetString() == ObjectKey.NameOf(key) ? [message] : [];
        }

        return json.TryGetProperty("Records", out var records) && records.EnumerateArray().Any(IsOf) ? [message] : [];
    });

    private bool IsOf(JsonElement record) =>
        record.TryGetProperty("s3", out var s3)
        && Uri.UnescapeDataString(s3.GetProperty("object").GetProperty("key").GetString()!.Replace('+', ' ')) == ObjectKey.NameOf(key);

    // What is no such thing does not hold it.
    private static IReadOnlyList<FoundMessage> Read(ReadOnlyMemory<byte> body, Func<JsonElement, IReadOnlyList<FoundMessage>> find)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = CanonicalJson.MaxJsonDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object ? find(json.RootElement) : [];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or MalformedItemException)
        {
            return [];
        }
    }
}
