using System.Buffers;
using System.Text;
using System.Text.Json;
using DataSync.Cli.Deployments;
using DataSync.Core.Items;
using DataSync.Core.Objects;

namespace DataSync.Cli.Trace;

/// <summary>An attribute of a table's primary key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">S, N or B.</param>
internal sealed record KeyAttribute(string Name, string Type);

/// <summary>Reads keys as people write them.</summary>
internal static class TraceKey
{
    /// <summary>The key of an item.</summary>
    /// <param name="entity">Logical name of the table.</param>
    /// <param name="schema">The table's key, partition key first.</param>
    /// <param name="text">The partition key's value, or the whole key in DynamoDB JSON.</param>
    /// <param name="sort">The sort key's value; null for none.</param>
    /// <exception cref="OperatorException">It is no key of such a table; the message says how one is written.</exception>
    public static ItemKey OfItem(string entity, IReadOnlyList<KeyAttribute> schema, string text, string? sort)
    {
        var json = TryReadJson(text) ?? FromValues(schema, text, sort);
        try
        {
            var key = ItemKey.Parse(entity, json, new CanonicalJson());
            Require(schema, key);
            return key;
        }
        catch (MalformedItemException e)
        {
            throw Wrong(schema, e.Message);
        }
    }

    /// <summary>The key of an object.</summary>
    /// <exception cref="OperatorException">It is no name of an object.</exception>
    public static ItemKey OfObject(string entity, string name)
    {
        try
        {
            return ObjectKey.Of(entity, name);
        }
        catch (MalformedItemException e)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"'{name}': {e.Message}");
        }
    }

    // Null: it is a value, not a key in JSON.
    private static byte[]? TryReadJson(string text)
    {
        if (!text.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return Encoding.UTF8.GetBytes(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] FromValues(IReadOnlyList<KeyAttribute> schema, string text, string? sort)
    {
        if (schema.Count == 2 && sort is null)
        {
            throw Wrong(schema, $"the table has a sort key, {schema[1].Name}: give its value with --sort.");
        }

        if (schema.Count == 1 && sort is not null)
        {
            throw Wrong(schema, "the table has no sort key: leave --sort out.");
        }

        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        foreach (var (attribute, value) in schema.Zip([text, sort ?? ""]))
        {
            writer.WriteStartObject(attribute.Name);
            writer.WriteString(attribute.Type, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void Require(IReadOnlyList<KeyAttribute> schema, ItemKey key)
    {
        using var json = JsonDocument.Parse(key.Json);
        var given = json.RootElement.EnumerateObject().Select(a => $"{a.Name} ({a.Value.EnumerateObject().First().Name})").Order(StringComparer.Ordinal);
        var wanted = schema.Select(a => $"{a.Name} ({a.Type})").Order(StringComparer.Ordinal);
        if (!given.SequenceEqual(wanted))
        {
            throw Wrong(schema, $"it has {string.Join(", ", given)}.");
        }
    }

    private static OperatorException Wrong(IReadOnlyList<KeyAttribute> schema, string what)
    {
        var sample = string.Join(',', schema.Select(a => $"\"{a.Name}\":{{\"{a.Type}\":\"...\"}}"));
        return new OperatorException(ExitCodes.CannotStart, $"That is no key of this table: {what} Its key is {string.Join(", ", schema.Select(a => $"{a.Name} ({a.Type})"))}, in JSON {{{sample}}}.");
    }
}
