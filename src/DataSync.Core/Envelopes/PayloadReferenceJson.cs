using System.Buffers;
using System.Text.Json;
using DataSync.Core.Items;

namespace DataSync.Core.Envelopes;

/// <summary>A payload's part of a change in an envelope.</summary>
internal static class PayloadReferenceJson
{
    /// <summary>Writes the reference as a JSON object.</summary>
    public static void Write(IBufferWriter<byte> output, PayloadReference reference)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("bucket", reference.Bucket);
        writer.WriteString("name", reference.Name);
        writer.WriteNumber("size", reference.Size);
        writer.WriteString("sha256", reference.Sha256);
        writer.WriteEndObject();
    }

    /// <summary>Reads the reference the reader stands on.</summary>
    /// <exception cref="MalformedItemException">Something is missing.</exception>
    public static PayloadReference Read(ref Utf8JsonReader reader)
    {
        string? bucket = null, objectName = null, sha256 = null;
        long size = -1;
        Require(reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "bucket": bucket = reader.GetString(); break;
                case "name": objectName = reader.GetString(); break;
                case "size": size = reader.GetInt64(); break;
                case "sha256": sha256 = reader.GetString(); break;
                default: reader.Skip(); break;
            }
        }

        Require(!string.IsNullOrEmpty(bucket) && !string.IsNullOrEmpty(objectName) && size >= 0 && sha256?.Length == 64);
        return new PayloadReference(bucket!, objectName!, size, sha256!);
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MalformedItemException("A payload needs a bucket, a name, a size and a SHA-256.");
        }
    }
}
