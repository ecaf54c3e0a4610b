using System.Text;
using System.Text.Json;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.DeadLetters;

/// <summary>One change that a dead letter is about.</summary>
/// <param name="Entity">Logical name of the table or bucket; empty when the letter does not tell.</param>
/// <param name="Key">The key as JSON: that of an item, or an object's name as a JSON string; empty when the letter does not tell.</param>
/// <param name="Version">Its version; null for what has none yet, such as a stream record.</param>
/// <param name="IsDelete">True for a delete.</param>
public readonly record struct LetterChange(string Entity, string Key, ItemVersion? Version, bool IsDelete)
{
    /// <summary>The value of the first key attribute (by name) as text, or the object's name; empty when the key cannot be read.</summary>
    public string KeyText
    {
        get
        {
            try
            {
                return Key.StartsWith('"') ? ObjectKey.NameOf(new ItemKey(Entity, Key)) : FirstValue(Key);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or MalformedItemException)
            {
                return "";
            }
        }
    }

    private static string FirstValue(string key)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(key), CanonicalJson.ReaderOptions);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                return reader.GetString() ?? "";
            }
        }

        return "";
    }
}
