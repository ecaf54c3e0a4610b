using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace DataSync.Core.Items;

/// <summary>
/// 128 bits that stand for an item's content: the first half of the SHA-256 of its canonical form. A cryptographic hash,
/// because an application's content must not be able to pass for other content.
/// </summary>
public readonly record struct Digest(ulong High, ulong Low)
{
    /// <summary>Length of the text: 32 lower-case hexadecimal digits.</summary>
    public const int TextLength = 32;

    // .NET's parser takes capitals and trailing NULs too: one digest, one text.
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The digest of canonical content.</summary>
    public static Digest Of(ReadOnlySpan<byte> canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical, hash);
        return new Digest(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <summary>Reads what <see cref="ToString"/> writes. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Digest digest)
    {
        digest = default;
        if (text.Length != TextLength
            || text.ContainsAnyExcept(Digits)
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        digest = new Digest(high, low);
        return true;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
