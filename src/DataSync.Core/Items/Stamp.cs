using DataSync.Core.Versions;

namespace DataSync.Core.Items;

/// <summary>
/// The one attribute the service leaves on an item it wrote. It matches the item as long as the digest is that of the
/// item's content: then the item's version is the stamp's. An application's UpdateItem keeps the stamp and a PutItem
/// drops it, and both are recognised.
/// </summary>
/// <param name="Version">The version the service wrote.</param>
/// <param name="Digest">Of the item's content without the stamp.</param>
/// <param name="Deleting">True on an item that the service is about to delete, so that the REMOVE record names its author.</param>
public readonly record struct Stamp(ItemVersion Version, Digest Digest, bool Deleting)
{
    /// <summary>The attribute's default name.</summary>
    public const string DefaultAttribute = "_sync";

    private const string DeletingSuffix = "/deleting";

    /// <summary>Reads what <see cref="ToString"/> writes. False for anything else, without throwing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Stamp stamp)
    {
        stamp = default;
        var deleting = text.EndsWith(DeletingSuffix, StringComparison.Ordinal);
        if (deleting)
        {
            text = text[..^DeletingSuffix.Length];
        }

        var slash = text.IndexOf('/');
        if (slash < 0 || !ItemVersion.TryParse(text[..slash], out var version) || !Digest.TryParse(text[(slash + 1)..], out var digest))
        {
            return false;
        }

        stamp = new Stamp(version, digest, deleting);
        return true;
    }

    /// <summary><c>{version}/{digest}</c>, with <c>/deleting</c> behind it on an item about to be deleted.</summary>
    public override string ToString() => string.Concat(Version.ToString(), "/", Digest.ToString(), Deleting ? DeletingSuffix : "");
}
