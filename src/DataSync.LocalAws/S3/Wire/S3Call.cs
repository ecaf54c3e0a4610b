using System.Net;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.S3.Wire;

/// <summary>One call of S3, its address taken apart.</summary>
internal sealed class S3Call
{
    private readonly RestRequest _request;

    public S3Call(RestRequest request)
    {
        _request = request;
        Query = ReadQuery(request.Query);

        // One slash only: a key may begin with the next.
        var path = request.Path.StartsWith('/') ? request.Path[1..] : request.Path;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        Bucket = Uri.UnescapeDataString(slash < 0 ? path : path[..slash]);
        Key = slash < 0 ? "" : Uri.UnescapeDataString(path[(slash + 1)..]);
        Operation = S3Route.OperationOf(this);
    }

    public string Method => _request.Method;

    /// <summary>The path as it was sent.</summary>
    public string Path => _request.Path;

    /// <summary>Empty when the call concerns no bucket.</summary>
    public string Bucket { get; }

    /// <summary>Empty when the call concerns the bucket.</summary>
    public string Key { get; }

    /// <summary>The operation as SDKs name it, such as <c>PutObject</c>; empty when there is none.</summary>
    public string Operation { get; }

    public Dictionary<string, string> Query { get; }

    public Stream Body => _request.Body;

    /// <summary>The region signed for.</summary>
    public string Region => _request.Region ?? throw S3Errors.AccessDenied();

    public string? AccessKeyId => _request.AccessKeyId;

    public bool IsSigned => _request.Region is not null;

    public string RequestId { get; } = Convert.ToHexString(Guid.NewGuid().ToByteArray().AsSpan(0, 8));

    public string HostId { get; } = Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    /// <summary>The header's value; null when it is missing or empty.</summary>
    public string? Header(string name) => _request.Headers.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public IEnumerable<KeyValuePair<string, string>> Headers => _request.Headers;

    /// <summary>The query parameter's value; null when it is missing.</summary>
    public string? Parameter(string name) => Query.GetValueOrDefault(name);

    /// <summary>The version a call names; null for the current one.</summary>
    public string? VersionId => Parameter("versionId") is { Length: > 0 } id ? id : null;

    private static Dictionary<string, string> ReadQuery(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            parameters[WebUtility.UrlDecode(at < 0 ? pair : pair[..at])] = at < 0 ? "" : WebUtility.UrlDecode(pair[(at + 1)..]);
        }

        return parameters;
    }
}
