using System.Text.Json;
using DataSync.Core.Items;
using DataSync.Core.Objects;

namespace DataSync.Core.DeadLetters;

/// <summary>What can be told of an event of the bucket, in either of its shapes.</summary>
/// <param name="Region">The bucket's region; null when the event does not tell.</param>
/// <param name="Changes">The objects it is about.</param>
internal sealed record EventFacts(string? Region, IReadOnlyList<LetterChange> Changes)
{
    /// <summary>Null when it is no event of a bucket.</summary>
    public static EventFacts? TryRead(ReadOnlyMemory<byte> body, string entity)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (Text(root, "detail-type") is { } type && Part(root, "detail") is { } detail)
            {
                return new EventFacts(Text(root, "region"), [Change(entity, Text(Part(detail, "object"), "key"), type == "Object Deleted")]);
            }

            if (Part(root, "Records") is not { ValueKind: JsonValueKind.Array } records)
            {
                return null;
            }

            var all = records.EnumerateArray().ToArray();
            return all.Length == 0 || all.Any(r => Part(r, "s3") is null)
                ? null
                : new EventFacts(Text(all[0], "awsRegion"), [.. all.Select(r => OfRecord(r, entity))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static LetterChange OfRecord(JsonElement record, string entity)
    {
        var key = Text(Part(Part(record, "s3"), "object"), "key");
        var isRemoval = Text(record, "eventName")?.Contains("ObjectRemoved:", StringComparison.Ordinal) == true;

        // Keys are encoded as in a form, with + for a space.
        return Change(entity, key is null ? null : Uri.UnescapeDataString(key.Replace('+', ' ')), isRemoval);
    }

    private static LetterChange Change(string entity, string? name, bool isRemoval)
    {
        try
        {
            return new LetterChange(entity, name is null ? "" : ObjectKey.Of(entity, name).Json, null, isRemoval);
        }
        catch (MalformedItemException)
        {
            return new LetterChange(entity, "", null, isRemoval);
        }
    }

    private static JsonElement? Part(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var part) ? part : null;

    private static string? Text(JsonElement? parent, string name) =>
        Part(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
