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

    /// <summary>UTF-8 JSON.</summary>
    public ReadOnlySpan<byte> Canonical => _canonical;

    /// <summary>The same bytes, for code that waits.</summary>
    public ReadOnlyMemory<byte> Memory => _canonical;

    /// <summary>The content's digest, computed once.</summary>
    public Digest Digest => (_digest ??= new StrongBox<Digest>(Digest.Of(_canonical))).Value;

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
