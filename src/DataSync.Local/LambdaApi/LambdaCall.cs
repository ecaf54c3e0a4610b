using DataSync.Local.Runtime;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.LambdaApi;

/// <summary>A request's operation, as SDKs name it, and what it concerns: a function or a mapping.</summary>
/// <param name="Operation">The operation; null for a path that is none of Lambda's that are served here.</param>
/// <param name="Subject">The function's name, or the mapping's UUID; empty for a list.</param>
internal readonly record struct LambdaCall(string? Operation, string Subject)
{
    /// <summary>The first part of every path.</summary>
    public const string Version = "2015-03-31";

    public static LambdaCall Of(string method, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return (method, parts) switch
        {
            ("POST", [Version, "functions", var function, "invocations"]) => new("Invoke", NameOf(function)),
            ("GET", [Version, "functions", var function, "configuration"]) => new("GetFunctionConfiguration", NameOf(function)),
            ("GET", [Version, "functions", var function]) => new("GetFunction", NameOf(function)),
            ("GET", [Version, "event-source-mappings"]) => new("ListEventSourceMappings", ""),
            ("GET", [Version, "event-source-mappings", var id]) => new("GetEventSourceMapping", id),
            ("PUT", [Version, "event-source-mappings", var id]) => new("UpdateEventSourceMapping", id),
            _ => new(null, ""),
        };
    }

    public static LambdaCall Of(RestRequest request) => Of(request.Method, request.Path);

    /// <summary>The name within a name, a partial ARN or an ARN, with or without a qualifier.</summary>
    public static string NameOf(string reference)
    {
        var parts = reference.Split(':');
        var marker = Array.IndexOf(parts, "function");
        return marker >= 0 && marker + 1 < parts.Length ? parts[marker + 1] : parts[0];
    }

    /// <summary>The whole body, or null when it is larger than a payload may be.</summary>
    public static async ValueTask<byte[]?> ReadBodyAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        var isTooLarge = false;
        while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var count)
        {
            // Read to its end all the same: a client that still sends would not get to read the answer.
            isTooLarge |= buffer.Length + count > RuntimeApi.MaxPayloadBytes;
            if (!isTooLarge)
            {
                buffer.Write(chunk, 0, count);
            }
        }

        return isTooLarge ? null : buffer.ToArray();
    }
}
