using System.Runtime.CompilerServices;

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

    /// <inheritdoc/>
    public bool Equals(ItemImage? other) => other is not null && (ReferenceEquals(this, other) || Canonical.SequenceEqual(other.Canonical));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ItemImage);

    /// <inheritdoc/>
    public override int GetHashCode() => Digest.GetHashCode();
}
