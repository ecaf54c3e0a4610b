using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Aws.Objects;

/// <summary>Keeps letters in the payload bucket, as JSON, by the day they were sent. The bucket's lifecycle forgets them.</summary>
/// <param name="clientOf">A client of a region; null for this one.</param>
/// <param name="bucket">The payload bucket.</param>
/// <param name="time">For the record.</param>
public sealed class S3LetterArchive(Func<string?, IAmazonS3> clientOf, string bucket, TimeProvider time) : ILetterArchive
{
    /// <inheritdoc/>
    public async ValueTask<string> PutAsync(ArchivedLetter letter, CancellationToken cancellationToken)
    {
        var name = NameOf(letter);
        try
        {
            using var body = new MemoryStream(ToJson(letter), writable: false);
            var request = new PutObjectRequest { BucketName = bucket, Key = name, InputStream = body, ContentType = "application/json" };
            await clientOf(null).PutObjectAsync(request, cancellationToken);
            return name;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "PutObject", bucket);
        }
    }

    /// <summary>The name under which a letter is kept. The id of a failed batch is a path: it becomes one word.</summary>
    public static string NameOf(ArchivedLetter letter)
    {
        var day = letter.Letter.SentAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var kind = letter.Kind == ArchiveKind.Edited ? "edited" : "discarded";
        return $"dead-letters/{kind}/{DeadLetterQueues.NameOf(letter.Queue)}/{day}/{letter.Letter.MessageId.Replace('/', '_')}.json";
    }

    private byte[] ToJson(ArchivedLetter letter)
    {
        var output = new ArrayBufferWriter<byte>(letter.Letter.Body.Length + 1024);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("format", 1);
            writer.WriteString("queue", DeadLetterQueues.NameOf(letter.Queue));
            writer.WriteString("messageId", letter.Letter.MessageId);
            writer.WriteString("sentAt", letter.Letter.SentAt);
            writer.WriteString("archivedAt", time.GetUtcNow());
            writer.WriteString("by", letter.By);
            writer.WriteString("why", letter.Why);
            if (IsJson(letter.Letter.Body))
            {
                writer.WritePropertyName("letter");
                writer.WriteRawValue(letter.Letter.Body.Span, skipInputValidation: true);
            }
            else
            {
                writer.WriteString("body", Encoding.UTF8.GetString(letter.Letter.Body.Span));
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
            return json.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
