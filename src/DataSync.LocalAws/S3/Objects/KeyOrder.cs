namespace DataSync.LocalAws.S3.Objects;

/// <summary>The order of keys in listings: that of their UTF-8 bytes. Ordinal order differs from it where surrogates meet characters above them.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var at = left.CommonPrefixLength(right);
        return at == left.Length || at == right.Length ? left.Length.CompareTo(right.Length) : Rank(left[at]).CompareTo(Rank(right[at]));
    }

    private static int Rank(char c) => c < '\uD800' ? c : char.IsSurrogate(c) ? c + 0x2000 : c - 0x800;
}
