using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Objects;

/// <summary>Tags of objects and buckets, as a header and as a document.</summary>
internal static partial class Tagging
{
    public const int MaxObjectTags = 10;
    public const int MaxBucketTags = 50;

    private const string ReservedPrefix = "aws:";
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;

    public static IReadOnlyDictionary<string, string> ReadHeader(string? header)
    {
        var pairs = (header ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            return (Key: WebUtility.UrlDecode(at < 0 ? pair : pair[..at]), Value: at < 0 ? "" : WebUtility.UrlDecode(pair[(at + 1)..]));
        });
        return Check(pairs, MaxObjectTags);
    }

    public static IReadOnlyDictionary<string, string> ReadDocument(byte[] body, int maxTags)
    {
        var root = S3Xml.Read(body, "Tagging");
        var set = root.Element("TagSet") ?? throw S3Errors.MalformedXml();
        return Check(
            set.Elements("Tag").Select(tag => (S3Xml.Text(tag, "Key") ?? throw S3Errors.MalformedXml(), S3Xml.Text(tag, "Value") ?? throw S3Errors.MalformedXml())), maxTags);
    }

    public static XElement Render(IReadOnlyDictionary<string, string> tags) => S3Xml.Element(
        "Tagging",
        S3Xml.Element("TagSet", tags.Select(tag => S3Xml.Element("Tag", S3Xml.Element("Key", tag.Key), S3Xml.Element("Value", tag.Value)))));

    // The documented set: letters, numbers and spaces of any language, and a few signs.
    [GeneratedRegex(@"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Allowed { get; }

    private static SortedDictionary<string, string> Check(IEnumerable<(string Key, string Value)> pairs, int maxTags)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (key.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
            {
                throw S3Errors.InvalidTag("System tags cannot be added/updated by requester");
            }

            if (key.Length is 0 or > MaxKeyLength || !Allowed.IsMatch(key))
            {
                throw S3Errors.InvalidTag("The TagKey you have provided is invalid");
            }

            if (value.Length > MaxValueLength || !Allowed.IsMatch(value))
            {
                throw S3Errors.InvalidTag("The TagValue you have provided is invalid");
            }

            if (!tags.TryAdd(key, value))
            {
                throw S3Errors.InvalidTag("Cannot provide multiple Tags with the same key");
            }
        }

        return tags.Count <= maxTags ? tags : throw new S3Exception(400, "BadRequest", $"Object tags cannot be greater than {maxTags}");
    }
}
