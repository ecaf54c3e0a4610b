using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;

namespace DataSync.Cli.Letters;

/// <summary>Messages as a person reads them.</summary>
internal static class ReadableJson
{
    private const string Packed = "gzip";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = CanonicalJson.MaxJsonDepth };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = CanonicalJson.MaxJsonDepth };

    /// <summary>Indented JSON with packed envelopes unpacked; the text as it is where it is no JSON.</summary>
    public static string Of(ReadOnlyMemory<byte> message)
    {
        try
        {
            var node = JsonNode.Parse(message.Span, documentOptions: Deep);
            return Unpacked(node)?.ToJsonString(Indented) ?? "null";
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or FormatException)
        {
            return Encoding.UTF8.GetString(message.Span);
        }
    }

    private static JsonNode? Unpacked(JsonNode? node)
    {
        if (node is not JsonObject json)
        {
            return node;
        }

        if (json["envelope"] is JsonObject inner)
        {
            json["envelope"] = Unpacked(inner.DeepClone());
        }

        if (json[Packed] is not JsonValue value || !value.TryGetValue<string>(out var text))
        {
            return json;
        }

        var unpacked = (JsonObject)JsonNode.Parse(Unzip(text), documentOptions: Deep)!;
        foreach (var (name, outer) in json.Where(p => p.Key is not (Packed or "format")).ToList())
        {
            unpacked[name] = outer?.DeepClone();
        }

        return unpacked;
    }

    private static byte[] Unzip(string base64)
    {
        using var zipped = new GZipStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = zipped.Read(buffer)) > 0)
        {
            if (plain.Length + read > EnvelopeReader.MaxUnpackedBytes)
            {
                throw new InvalidDataException("It unpacks to more than any envelope has.");
            }

            plain.Write(buffer, 0, read);
        }

        return plain.ToArray();
    }
}
