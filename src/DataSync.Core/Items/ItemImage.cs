using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DataSync.Core.Items;

/// <summary>
/// An item's content, without the stamp, in canonical DynamoDB JSON: attribute names and set members sorted by their
/// bytes, numbers in plain decimal, one way of escaping, no white space. Equal content has equal bytes.
/// </summary>
public sealed class ItemImage : IEquatable<ItemImage>
{
    private readonly byte[] _canonical;
    private StrongBox<Digest>? _digest; // boxed: a digest must never be read half written

    internal ItemImage(byte[] canonical) => _canonical = canonical;

    /// <summary>Reads an item's content out of DynamoDB JSON that holds no stamp.</summary>
    /// <exception cref="MalformedItemException">It is not an item.</exception>
    public static ItemImage Parse(ReadOnlySpan<byte> dynamoJson)
    {
        var canonical = new CanonicalJson();
        canonical.ReadItem(dynamoJson, stampAttribute: null);
        return new ItemImage(canonical.Written.ToArray());
    }

    /// <summary>UTF-8 JSON.</summary>
    public ReadOnlySpan<byte> Canonical => _canonical;

    /// <summary>The same bytes, for code that waits.</summary>
    public ReadOnlyMemory<byte> Memory => _canonical;

    /// <summary>The content's digest, computed once.</summary>
    public Digest Digest => (_digest ??= new StrongBox<Digest>(Digest.Of(_canonical))).Value;

    /// <summary>The value of an attribute of type S; null when there is no such attribute or it is of another type.</summary>
    public string? FindText(string attribute)
    {
        var reader = new Utf8JsonReader(_canonical, CanonicalJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(attribute);
            reader.Read();
            if (isWanted)
            {
                reader.Read();
                return reader.ValueTextEquals("S"u8) && reader.Read() ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>True when every attribute of <paramref name="part"/> is here with the same value; what else is here does not matter.</summary>
    public bool Includes(ItemImage part)
    {
        if (Equals(part))
        {
            return true;
        }

        // Both are sorted by name, so one pass over each is enough.
        var whole = new Utf8JsonReader(_canonical, CanonicalJson.ReaderOptions);
        var wanted = new Utf8JsonReader(part._canonical, CanonicalJson.ReaderOptions);
        whole.Read();
        wanted.Read();
        while (wanted.Read() && wanted.TokenType == JsonTokenType.PropertyName)
        {
            var attribute = Attribute(part._canonical, ref wanted);
            do
            {
                if (!whole.Read() || whole.TokenType != JsonTokenType.PropertyName)
                {
                    return false;
                }
            }
            while (!Attribute(_canonical, ref whole).SequenceEqual(attribute));
        }

        return true;
    }

    // Name and value as they stand there.
    private static ReadOnlySpan<byte> Attribute(byte[] json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        reader.Skip();
        return json.AsSpan(start, (int)reader.BytesConsumed - start);
    }

    /// <inheritdoc/>
    public bool Equals(ItemImage? other) => other is not null && (ReferenceEquals(this, other) || Canonical.SequenceEqual(other.Canonical));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ItemImage);

    /// <inheritdoc/>
    public override int GetHashCode() => Digest.GetHashCode();
}
