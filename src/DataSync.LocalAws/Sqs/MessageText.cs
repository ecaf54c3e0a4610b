using System.Buffers;

namespace DataSync.LocalAws.Sqs;

/// <summary>Which characters a body or a string attribute may hold: those of XML 1.0.</summary>
internal static class MessageText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(['\t', '\n', '\r']),
         .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
         '\uFFFE', '\uFFFF']);

    /// <exception cref="SqsException">InvalidMessageContents.</exception>
    public static void Check(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAny(Suspects) is >= 0 and var at)
        {
            // Surrogates are fine in pairs, which stand for the characters beyond U+FFFF.
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                throw SqsException.InvalidMessageContents();
            }

            rest = rest[(at + 2)..];
        }
    }
}
