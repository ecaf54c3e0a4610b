using System.Net;
using System.Net.Http.Headers;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>Answers an SDK client's requests in process. A broken connection is the <see cref="HttpRequestException"/> it would be on a socket.</summary>
internal sealed class InProcessHandler(Dispatcher dispatcher, RestDispatcher rest) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = request.RequestUri?.Query.TrimStart('?') ?? "";
        var authorization = Header(request, WireHeaders.Authorization);
        if (rest.Takes(request.RequestUri?.AbsolutePath ?? "/", Header(request, WireHeaders.Target), authorization, request.Content?.Headers.ContentType?.MediaType, query))
        {
            return await InProcessRest.HandleAsync(rest, request, query, authorization, cancellationToken);
        }

        // The bytes are the request's own copy, so services may keep slices of them.
        ReadOnlyMemory<byte> body = request.Content is null ? default : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var wire = new WireRequest(
            Header(request, WireHeaders.Target),
            authorization,
            body,
            request.Content?.Headers.ContentType?.MediaType,
            request.RequestUri?.AbsolutePath ?? "/");
        return Render(request, wire, await dispatcher.HandleAsync(wire, cancellationToken));
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static HttpResponseMessage Render(HttpRequestMessage request, WireRequest wire, AwsResponse response)
    {
        var content = new ReadOnlyMemoryContent(response.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue(response.ContentType);
        content.Headers.ContentLength = response.Body.Length;
        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { Content = content, RequestMessage = request };
        message.Headers.TryAddWithoutValidation(WireHeaders.RequestId, WireHeaders.NewRequestId());
        if (WireHeaders.ChecksumOf(wire, response) is { } checksum)
        {
            message.Headers.TryAddWithoutValidation(WireHeaders.Checksum, checksum);
        }

        if (response.QueryErrorCode is not null)
        {
            message.Headers.TryAddWithoutValidation(WireHeaders.QueryError, response.QueryErrorCode);
        }

        return message;
    }
}
