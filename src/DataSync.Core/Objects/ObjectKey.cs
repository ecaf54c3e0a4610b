using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataSync.Core.Items;

namespace DataSync.Core.Objects;

/// <summary>Keys of objects as item keys: the entity is the bucket's logical name, the JSON is the object's name as a JSON string.</summary>
public static class ObjectKey
{
    /// <summary>The longest name of an object, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 1024;

    /// <summary>The key of an object.</summary>
    /// <param name="entity">Logical name of the bucket, the same in every region.</param>
    /// <param name="name">The object's name, unescaped.</param>
    /// <exception cref="MalformedItemException">The name is empty or longer than S3 allows.</exception>
    public static ItemKey Of(string entity, string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            throw new MalformedItemException($"An object's name has 1 to {MaxNameBytes} bytes.");
        }

        // The default encoder escapes whatever a queue would refuse.
        return new ItemKey(entity, $"\"{JavaScriptEncoder.Default.Encode(name)}\"");
    }

    /// <summary>Reads the name out of a JSON string.</summary>
    /// <exception cref="MalformedItemException">It is not a JSON string, or not a name that S3 allows.</exception>
    public static ItemKey Parse(string entity, ReadOnlySpan<byte> json) => Of(entity, ReadName(json));

    /// <summary>True when the key is that of an object; false when it is that of an item.</summary>
    public static bool IsObject(ItemKey key) => key.Json.StartsWith('"');

    /// <summary>The object's name, unescaped.</summary>
    /// <exception cref="MalformedItemException">The key is not that of an object.</exception>
    public static string NameOf(ItemKey key) => ReadName(Encoding.UTF8.GetBytes(key.Json));

    private static string ReadName(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return reader.GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MalformedItemException("The key is not that of an object: it is not a JSON string.", e);
        }
    }
}
