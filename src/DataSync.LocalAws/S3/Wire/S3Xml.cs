using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DataSync.LocalAws.S3.Wire;

/// <summary>S3's documents.</summary>
internal static class S3Xml
{
    public static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold control characters, which S3 writes although XML 1.0 has no place for them.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    private static readonly XmlReaderSettings ReaderSettings = new() { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false };

    /// <summary>An element of S3's namespace. Null content is left out.</summary>
    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    /// <summary>An element, or null when there is no value.</summary>
    public static XElement? Optional(string name, object? value) => value is null ? null : Element(name, value);

    public static byte[] Render(XElement root)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            root.Save(xml);
        }

        return buffer.ToArray();
    }

    /// <summary>A document with the root element given. Namespaces are dropped: old clients send none, and nothing depends on them.</summary>
    /// <exception cref="S3Exception">Not XML, or another root.</exception>
    public static XElement Read(byte[] body, string root)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body, writable: false), ReaderSettings);
            var document = XElement.Load(reader);
            foreach (var element in document.DescendantsAndSelf())
            {
                element.Name = element.Name.LocalName;
            }

            return document.Name.LocalName == root ? document : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    /// <summary>The child's text; null when there is no such child.</summary>
    public static string? Text(XElement parent, string name) => parent.Element(name)?.Value;

    /// <summary>The way times are written in documents.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
