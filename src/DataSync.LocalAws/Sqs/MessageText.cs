using System.Buffers;
using System.Text;

namespace DataSync.LocalAws.Sqs;

/// <summary>Which characters a body or a string attribute may hold: those of XML 1.0.</summary>
internal static class MessageText
{
    private const char Replacement = '\uFFFD';

    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(['\t', '\n', '\r']),
         .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
         '\uFFFE', '\uFFFF']);

    /// <exception cref="SqsException">InvalidMessageContents.</exception>
    public static void Check(string text)
    {
        if (NextInvalid(text, 0) >= 0)
        {
            throw SqsException.InvalidMessageContents();
        }
    }

    /// <summary>A body as it is stored: characters it may not hold become U+FFFD, and only a body of nothing else is refused.</summary>
    /// <exception cref="SqsException">InvalidMessageContents.</exception>
    public static string Clean(string body)
    {
        var at = NextInvalid(body, 0);
        if (at < 0)
        {
            return body;
        }

        var cleaned = new StringBuilder(body);
        var replaced = 0;
        for (; at >= 0; at = NextInvalid(body, at + 1))
        {
            cleaned[at] = Replacement;
            replaced++;
        }

        return replaced < body.Length ? cleaned.ToString() : throw SqsException.InvalidMessageContents();
    }

    private static int NextInvalid(string text, int from)
    {
        while (from < text.Length && text.AsSpan(from).IndexOfAny(Suspects) is >= 0 and var offset)
        {
            // Surrogates are fine in pairs, which stand for the characters beyond U+FFFF.
            var at = from + offset;
            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return at;
            }

            from = at + 2;
        }

        return -1;
    }
}
