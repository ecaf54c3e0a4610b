using System.Text;
using System.Xml;

namespace DataSync.Core.Tests.Support;

/// <summary>What SQS takes: the characters of XML 1.0.</summary>
public static class Xml
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True for UTF-8 text of those characters only.</summary>
    public static bool Allows(ReadOnlySpan<byte> utf8)
    {
        var text = Strict.GetString(utf8);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
