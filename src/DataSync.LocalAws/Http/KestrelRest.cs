using DataSync.LocalAws.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace DataSync.LocalAws.Http;

/// <summary>A REST call over Kestrel. The path is taken as it was sent: decoded, <c>a%2Fb</c> and <c>a/../b</c> would be other keys.</summary>
internal static class KestrelRest
{
    private const int CopyBytes = 64 * 1024;

    public static async Task ProcessAsync(
        RestDispatcher rest, IFeatureCollection context, IHttpRequestFeature request, string? authorization, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers)
        {
            headers[name] = values.ToString();
        }

        var path = request.RawTarget.Split('?')[0];
        var call = new RestRequest(request.Method, path, request.QueryString.TrimStart('?'), headers, request.Body, Region: null, AccessKeyId: null);
        await using var answer = await rest.HandleAsync(call, authorization, cancellationToken);
        await WriteAsync(context, answer, isHead: request.Method == "HEAD", cancellationToken);
    }

    private static async Task WriteAsync(IFeatureCollection context, RestResponse answer, bool isHead, CancellationToken cancellationToken)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.SetCookies.Count > 0)
        {
            response.Headers.SetCookie = new StringValues([.. answer.SetCookies]);
        }

        response.Headers.ContentLength = answer.ContentLength;
        if (answer.Body is not null && !isHead)
        {
            await answer.Body.CopyToAsync(context.GetRequiredFeature<IHttpResponseBodyFeature>().Stream, CopyBytes, cancellationToken);
        }
    }
}
