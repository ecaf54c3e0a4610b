using System.Net;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>A REST call in process: bodies stream both ways, as they would over a socket.</summary>
internal static class InProcessRest
{
    public static async Task<HttpResponseMessage> HandleAsync(
        RestDispatcher rest, HttpRequestMessage request, string query, string? authorization, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? Stream.Null : await request.Content.ReadAsStreamAsync(cancellationToken);
        var path = request.RequestUri is { } uri ? uri.PathAndQuery.Split('?')[0] : "/";
        var call = new RestRequest(request.Method.Method, path, query, Headers(request), body, Region: null, AccessKeyId: null);
        return Render(request, await rest.HandleAsync(call, authorization, cancellationToken));
    }

    private static Dictionary<string, string> Headers(HttpRequestMessage request)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        if (request.Content is null)
        {
            return headers;
        }

        foreach (var (name, values) in request.Content.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        // Computed only when it is asked for.
        if (request.Content.Headers.ContentLength is { } length)
        {
            headers["Content-Length"] = length.ToString();
        }

        return headers;
    }

    private static HttpResponseMessage Render(HttpRequestMessage request, RestResponse response)
    {
        HttpContent content = response.Body is null || request.Method == HttpMethod.Head ? new ByteArrayContent([]) : new StreamContent(response.Body);
        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { Content = content, RequestMessage = request };
        if (response.ContentLength is { } length)
        {
            content.Headers.ContentLength = length;
        }

        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        foreach (var cookie in response.SetCookies)
        {
            message.Headers.TryAddWithoutValidation("Set-Cookie", cookie);
        }

        return message;
    }
}
