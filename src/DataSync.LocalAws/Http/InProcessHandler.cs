using System.Net;
using System.Net.Http.Headers;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Http;

/// <summary>Answers an SDK client's requests in process. A broken connection is the <see cref="HttpRequestException"/> it would be on a socket.</summary>
internal sealed class InProcessHandler(Dispatcher dispatcher) : HttpMessageHandler
{
    private static readonly MediaTypeHeaderValue JsonContent = new(WireHeaders.ContentType);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The bytes are the request's own copy, so services may keep slices of them.
        ReadOnlyMemory<byte> body = request.Content is null ? default : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var wire = new WireRequest(Header(request, WireHeaders.Target), Header(request, WireHeaders.Authorization), body);
        return Render(request, await dispatcher.HandleAsync(wire, cancellationToken));
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static HttpResponseMessage Render(HttpRequestMessage request, AwsResponse response)
    {
        var content = new ReadOnlyMemoryContent(response.Body);
        content.Headers.ContentType = JsonContent;
        content.Headers.ContentLength = response.Body.Length;
        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { Content = content, RequestMessage = request };
        message.Headers.TryAddWithoutValidation(WireHeaders.RequestId, WireHeaders.NewRequestId());
        if (response.QueryErrorCode is not null)
        {
            message.Headers.TryAddWithoutValidation(WireHeaders.QueryError, response.QueryErrorCode);
        }

        return message;
    }
}
