using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Remote;

/// <summary>Calls to a REST service of one region from within, such as those that create a stack's buckets. No fault strikes them, and nothing is tried again.</summary>
/// <param name="service">Who answers.</param>
/// <param name="region">The region every call is for.</param>
public sealed class RestCalls(IRestService service, string region)
{
    /// <summary>The region every call is for.</summary>
    public string Region => region;

    /// <summary>The answer's body.</summary>
    /// <param name="method">The HTTP method in capitals.</param>
    /// <param name="path">The path, percent-encoded: <c>/bucket</c> or <c>/bucket/key</c>.</param>
    /// <param name="query">The query without question mark, such as <c>versioning</c>; empty for none.</param>
    /// <param name="body">The request's body; empty for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ServiceCallException">The service refused the call.</exception>
    public async ValueTask<byte[]> CallAsync(string method, string path, string query, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Length"] = $"{body.Length}" };
        var request = new RestRequest(method, path, query, headers, new MemoryStream(body.ToArray(), writable: false), region, AccessKeyId: null);
        await using var response = await service.HandleAsync(request, cancellationToken);
        using var answer = new MemoryStream();
        if (response.Body is { } stream)
        {
            await stream.CopyToAsync(answer, cancellationToken);
        }

        return response.Status is >= 200 and < 300 ? answer.ToArray() : throw ServiceCallException.OfXml($"{method} {path}", response.Status, answer.ToArray());
    }
}
