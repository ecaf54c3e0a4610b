using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Sqs;

/// <summary>Reads requests and writes responses.</summary>
internal static class SqsJson
{
    // Bodies are mostly JSON themselves. The default encoder would write each of their quotes as six bytes.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            var json = body.IsEmpty ? "{}"u8 : body.Span;
            return JsonSerializer.Deserialize(json, type) ?? throw SqsException.Malformed("The request is null.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw SqsException.Malformed(exception.Message);
        }
    }

    public static AwsResponse Ok<T>(T result, JsonTypeInfo<T> type) => new(200, Write(result, type));

    public static AwsResponse Error(SqsException error)
    {
        var body = Write(new ErrorResult(error.Type, error.Message), SqsJsonContext.Default.ErrorResult);
        return new AwsResponse(error.Status, body, $"{error.QueryCode};Sender");
    }

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            write(writer);
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    private static ReadOnlyMemory<byte> Write<T>(T result, JsonTypeInfo<T> type) =>
        Write(writer => JsonSerializer.Serialize(writer, result, type));
}
