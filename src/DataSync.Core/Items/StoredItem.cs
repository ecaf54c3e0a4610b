using System.Text;

namespace DataSync.Core.Items;

/// <summary>An item as it stands in a table or in a stream record: the application's content and the service's stamp.</summary>
public sealed class StoredItem : IEquatable<StoredItem>
{
    private readonly ReadOnlyMemory<byte> _unread;
    private readonly string _stampAttribute = "";
    private ItemImage? _content;

    /// <summary>An item with this content and stamp.</summary>
    /// <param name="content">What the application sees.</param>
    /// <param name="stamp">Null when the item carries none.</param>
    public StoredItem(ItemImage content, Stamp? stamp)
    {
        _content = content;
        Stamp = stamp;
    }

    private StoredItem(ReadOnlyMemory<byte> unread, string stampAttribute, Stamp? stamp)
    {
        _unread = unread;
        _stampAttribute = stampAttribute;
        Stamp = stamp;
    }

    /// <summary>What the application wrote, without the stamp.</summary>
    /// <exception cref="MalformedItemException">The item came from <see cref="Scan"/> and is not an item.</exception>
    public ItemImage Content => _content ??= Parse(_unread.Span, _stampAttribute, new CanonicalJson()).Content;

    /// <summary>The service's attribute; null when the item carries none.</summary>
    public Stamp? Stamp { get; }

    /// <summary>True when the content is exactly what the service wrote last: the stamp tells the content's version.</summary>
    public bool IsStamped => Stamp is { } stamp && stamp.Digest == Content.Digest;

    /// <summary>An item that the service writes: the content with a stamp that matches it.</summary>
    public static StoredItem Stamped(ItemImage content, Versions.ItemVersion version, bool deleting = false) =>
        new(content, new Stamp(version, content.Digest, deleting));

    /// <summary>Reads an item out of DynamoDB JSON.</summary>
    /// <exception cref="MalformedItemException">It is not an item, or its stamp attribute holds something that is not a stamp.</exception>
    public static StoredItem Parse(ReadOnlySpan<byte> dynamoJson, string stampAttribute, CanonicalJson canonical)
    {
        var stamp = ReadStamp(canonical.ReadItem(dynamoJson, stampAttribute), stampAttribute);
        return new StoredItem(new ItemImage(canonical.Written.ToArray()), stamp);
    }

    /// <summary>Reads the stamp of an item now and its content only when it is asked for: most old images in a stream are never looked at.</summary>
    /// <param name="dynamoJson">Must stay unchanged as long as the result is used.</param>
    /// <param name="stampAttribute">The stamp attribute's name.</param>
    /// <exception cref="MalformedItemException">It is not JSON, or its stamp attribute holds something that is not a stamp.</exception>
    public static StoredItem Scan(ReadOnlyMemory<byte> dynamoJson, string stampAttribute) =>
        new(dynamoJson, stampAttribute, ReadStamp(CanonicalJson.FindStamp(dynamoJson.Span, stampAttribute), stampAttribute));

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, string, CanonicalJson)"/>
    public static StoredItem Parse(string dynamoJson, string stampAttribute = Items.Stamp.DefaultAttribute) =>
        Parse(Encoding.UTF8.GetBytes(dynamoJson), stampAttribute, new CanonicalJson());

    private static Stamp? ReadStamp(string? text, string stampAttribute)
    {
        if (text is null)
        {
            return null;
        }

        return Items.Stamp.TryParse(text, out var stamp)
            ? stamp
            : throw new MalformedItemException(
                $"Attribute '{stampAttribute}' is not a stamp of this service: the application uses that name. Choose another StampAttribute.");
    }

    /// <inheritdoc/>
    public bool Equals(StoredItem? other) => other is not null && Stamp == other.Stamp && Content.Equals(other.Content);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StoredItem);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Stamp, Content);
}
