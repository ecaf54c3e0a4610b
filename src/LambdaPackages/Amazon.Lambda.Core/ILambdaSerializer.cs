namespace Amazon.Lambda.Core;

/// <summary>Turns payloads into objects and back.</summary>
public interface ILambdaSerializer
{
    /// <summary>Reads the whole stream as one <typeparamref name="T"/>.</summary>
    T Deserialize<T>(Stream requestStream);

    /// <summary>Writes <paramref name="response"/> at the stream's position.</summary>
    void Serialize<T>(T response, Stream responseStream);
}
