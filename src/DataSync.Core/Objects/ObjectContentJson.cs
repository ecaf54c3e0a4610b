using System.Buffers;
using System.Text.Json;
using DataSync.Core.Items;

namespace DataSync.Core.Objects;

/// <summary>An object's part of a change in an envelope.</summary>
internal static class ObjectContentJson
{
    /// <summary>Writes the content as a JSON object. The default encoder escapes whatever a queue would refuse.</summary>
    public static void Write(IBufferWriter<byte> output, ObjectContent content)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("bucket", content.Bucket);
        writer.WriteString("etag", content.ETag);
        writer.WriteNumber("size", content.Size);
        WriteIfAny(writer, "versionId", content.VersionId);
        WriteIfAny(writer, "content", content.Content);
        WriteIfAny(writer, "storageClass", content.StorageClass);
        WriteIfAny(writer, "uploadId", content.UploadId);
        if (content.TagCount > 0)
        {
            writer.WriteNumber("tags", content.TagCount);
        }

        writer.WriteStartObject("headers");
        foreach (var (name, value) in content.Headers.All)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Reads the object the reader stands on.</summary>
    /// <exception cref="MalformedItemException">It lacks what a copy needs.</exception>
    public static ObjectContent Read(ref Utf8JsonReader reader)
    {
        string? bucket = null, etag = null, versionId = null, storageClass = null, uploadId = null;
        var content = "";
        long size = -1;
        var tagCount = 0;
        var headers = ObjectHeaders.None;
        Require(reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "bucket": bucket = reader.GetString(); break;
                case "etag": etag = reader.GetString(); break;
                case "size": size = reader.GetInt64(); break;
                case "versionId": versionId = reader.GetString(); break;
                case "content": content = reader.GetString() ?? ""; break;
                case "storageClass": storageClass = reader.GetString(); break;
                case "uploadId": uploadId = reader.GetString(); break;
                case "tags": tagCount = reader.GetInt32(); break;
                case "headers": headers = ReadHeaders(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        Require(!string.IsNullOrEmpty(bucket) && !string.IsNullOrEmpty(etag) && size >= 0);
        return new ObjectContent(bucket!, etag!, size, headers)
        {
            VersionId = versionId,
            Content = content,
            StorageClass = storageClass,
            TagCount = tagCount,
            UploadId = uploadId,
        };
    }

    private static ObjectHeaders ReadHeaders(ref Utf8JsonReader reader)
    {
        Require(reader.TokenType == JsonTokenType.StartObject);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            headers[name] = reader.GetString() ?? "";
        }

        return new ObjectHeaders(headers);
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MalformedItemException("An object that is put needs a bucket, an etag, a size and its headers.");
        }
    }
}
