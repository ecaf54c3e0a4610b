using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>Knows the calls of REST services (S3, Lambda) by their credential scope, before anything of their body is read, and passes them on.</summary>
internal sealed class RestDispatcher(LocalCloud cloud)
{
    private const string Unsigned = "s3";
    private const string HttpApis = "api";
    private const string HttpApiRoot = "/_api/";
    private const string QueryCredential = "X-Amz-Credential=";

    /// <summary>
    /// True when the call is a REST service's: signed for it in a header or (presigned) in the query; or S3's, when it is not signed at all and of no other
    /// protocol. What is under the path of the HTTP APIs is theirs, whatever its headers say, since those are between a caller and a function.
    /// </summary>
    public bool Takes(string path, string? target, string? authorization, string? contentType, string query) =>
        IsHttpApi(path)
        || (target is null
        && ((authorization ?? PresignedScope(query)) is not null || contentType?.StartsWith(WireHeaders.Form, StringComparison.OrdinalIgnoreCase) != true)
        && Find(authorization, query) is not null);

    /// <summary>Answers the call. Throws only <see cref="HttpRequestException"/> (a fault: break the connection), what a broken body throws, and cancellation.</summary>
    public async ValueTask<RestResponse> HandleAsync(RestRequest unsigned, string? authorization, CancellationToken cancellationToken)
    {
        var service = IsHttpApi(unsigned.Path) ? cloud.FindRest(HttpApis)! : Find(authorization, unsigned.Query)!;
        var request = (authorization ?? PresignedScope(unsigned.Query)) is { } scope && CredentialScope.TryRead(scope, out var region, out var accessKeyId)
            ? unsigned with { Region = region, AccessKeyId = accessKeyId }
            : unsigned;
        if (cloud.Faults is not { } faults)
        {
            return await service.HandleAsync(request, cancellationToken);
        }

        var call = service.Describe(request);
        if (await faults.BeforeAsync(call, cancellationToken) is { } instead)
        {
            return Render(instead);
        }

        var response = await service.HandleAsync(request, cancellationToken);
        if (faults.LosesAnswer(call))
        {
            await response.DisposeAsync();
            throw new HttpRequestException($"The answer to {call.Operation} was lost on demand.");
        }

        return response;
    }

    private bool IsHttpApi(string path) => path.StartsWith(HttpApiRoot, StringComparison.Ordinal) && cloud.FindRest(HttpApis) is not null;

    private IRestService? Find(string? authorization, string query) =>
        (authorization ?? PresignedScope(query)) is not { } scope ? cloud.FindRest(Unsigned)
        : CredentialScope.ServiceOf(scope) is { } service ? cloud.FindRest(service)
        : null;

    private static RestResponse Render(AwsResponse answer)
    {
        var response = new RestResponse(answer.Status) { Body = new MemoryStream(answer.Body.ToArray(), writable: false), ContentLength = answer.Body.Length };
        response.Headers["Content-Type"] = answer.ContentType;
        if (answer.ErrorType is not null)
        {
            response.Headers[WireHeaders.ErrorType] = answer.ErrorType;
        }

        return response;
    }

    private static string? PresignedScope(string query)
    {
        var start = query.IndexOf(QueryCredential, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        var value = query[(start + QueryCredential.Length)..];
        var end = value.IndexOf('&', StringComparison.Ordinal);
        return $"Credential={Uri.UnescapeDataString(end < 0 ? value : value[..end])}";
    }
}
