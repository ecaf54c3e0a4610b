using Amazon.Runtime;

namespace DataSync.Aws.Control;

/// <summary>A call of an AWS API that no package of the SDK is used for.</summary>
/// <param name="operation">Its name, for messages.</param>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path, escaped.</param>
/// <param name="body">What is sent; empty for nothing.</param>
internal sealed class ApiCall(string operation, string method, string path, ReadOnlyMemory<byte> body) : AmazonWebServiceRequest
{
    public string Operation { get; } = operation;

    public string Method { get; } = method;

    public string Path { get; } = path;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The answer to an <see cref="ApiCall"/>.</summary>
internal sealed class ApiAnswer : AmazonWebServiceResponse
{
    public byte[] Body { get; init; } = [];

    /// <summary>Lambda's word that the function itself failed; null when it did not.</summary>
    public string? FunctionError { get; init; }
}
