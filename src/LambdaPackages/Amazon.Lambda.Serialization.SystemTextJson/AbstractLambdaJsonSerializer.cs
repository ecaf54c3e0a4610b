using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson.Converters;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>What the serializers have in common: options that bind AWS's events, and errors that name the type.</summary>
public abstract class AbstractLambdaJsonSerializer
{
    /// <summary>Starts from the default writer options.</summary>
    protected AbstractLambdaJsonSerializer(Action<JsonWriterOptions>? jsonWriterCustomizer)
    {
        WriterOptions = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        jsonWriterCustomizer?.Invoke(WriterOptions);
    }

    /// <summary>How responses are written.</summary>
    protected JsonWriterOptions WriterOptions { get; }

    /// <summary>Reads the whole stream as one <typeparamref name="T"/>. Throws <see cref="JsonSerializerException"/> when it is not one.</summary>
    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            if (requestStream is not MemoryStream memory)
            {
                memory = new MemoryStream();
                requestStream.CopyTo(memory);
            }

            return InternalDeserialize<T>(memory.ToArray());
        }
        catch (Exception exception)
        {
            throw new JsonSerializerException($"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a response. Throws <see cref="JsonSerializerException"/> when it cannot be written.</summary>
    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            using var writer = new Utf8JsonWriter(responseStream, WriterOptions);
            InternalSerialize(writer, response);
        }
        catch (Exception exception)
        {
            throw new JsonSerializerException($"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Options under which AWS's events bind: names without regard to case, times in seconds, binaries in base64, no nulls written.</summary>
    protected virtual JsonSerializerOptions CreateDefaultJsonSerializationOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNameCaseInsensitive = true,
        Converters = { new DateTimeConverter(), new MemoryStreamConverter(), new ByteArrayConverter() },
    };

    /// <summary>Reads UTF-8 JSON.</summary>
    protected abstract T InternalDeserialize<T>(byte[] utf8Json);

    /// <summary>Writes one value.</summary>
    protected abstract void InternalSerialize<T>(Utf8JsonWriter writer, T response);
}
