using System.Text.Json;
using DataSync.Core.Items;

namespace DataSync.Core.DeadLetters;

/// <summary>What can be told of a stream record, malformed ones too.</summary>
internal static class RecordFacts
{
    /// <summary>The one change of a record; none when it has no key.</summary>
    public static IReadOnlyList<LetterChange> Read(ReadOnlyMemory<byte> record, string entity)
    {
        try
        {
            using var json = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = CanonicalJson.MaxJsonDepth });
            return Read(json.RootElement, entity) is { } change ? [change] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>A change for each record of an event; none when it is no event.</summary>
    public static IReadOnlyList<LetterChange> ReadBatch(ReadOnlyMemory<byte> payload, string entity)
    {
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = CanonicalJson.MaxJsonDepth });
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array
                ? [.. records.EnumerateArray().Select(r => Read(r, entity) ?? new LetterChange(entity, "", null, false))]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static LetterChange? Read(JsonElement record, string entity)
    {
        if (record.ValueKind != JsonValueKind.Object
            || !record.TryGetProperty("dynamodb", out var told) || told.ValueKind != JsonValueKind.Object
            || !told.TryGetProperty("Keys", out var keys) || keys.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return new LetterChange(entity, Canonical(keys.GetRawText()), null, !told.TryGetProperty("NewImage", out _));
    }

    // As it came where it is no key: a person sees what is wrong with it.
    private static string Canonical(string keys)
    {
        try
        {
            return ItemKey.Parse("", System.Text.Encoding.UTF8.GetBytes(keys), new CanonicalJson()).Json;
        }
        catch (MalformedItemException)
        {
            return keys;
        }
    }
}
