using System.IO.Pipelines;
using DataSync.LocalAws.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DataSync.LocalAws.Http;

/// <summary>Kestrel's requests, straight to the dispatcher.</summary>
internal sealed class KestrelApplication(Dispatcher dispatcher, RestDispatcher rest) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // The features are Kestrel's own; nothing was added to them.
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var lifetime = context.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        try
        {
            if (rest.Takes(
                request.RawTarget, Header(request, WireHeaders.Target), Header(request, WireHeaders.Authorization), request.Headers.ContentType.ToString(), request.QueryString))
            {
                await KestrelRest.ProcessAsync(rest, context, request, Header(request, WireHeaders.Authorization), lifetime.RequestAborted);
                return;
            }

            var (wire, response) = await AnswerAsync(request, lifetime.RequestAborted);
            await WriteAsync(context, wire, response, lifetime.RequestAborted);
        }
        catch (HttpRequestException)
        {
            // A fault that breaks the connection: the client must see no response at all.
            lifetime.Abort();
        }
        catch (BadHttpRequestException)
        {
            // A body that broke off or was framed wrongly: the connection can't be used any more.
            lifetime.Abort();
        }
        catch (OperationCanceledException) when (lifetime.RequestAborted.IsCancellationRequested)
        {
            // The client has left; there is nobody to answer.
        }
    }

    private async ValueTask<(WireRequest Wire, AwsResponse Response)> AnswerAsync(IHttpRequestFeature request, CancellationToken cancellationToken)
    {
        if (await ReadBodyAsync(request, cancellationToken) is not { } body)
        {
            return (default, FrontEndErrors.BodyTooLarge());
        }

        var wire = new WireRequest(
            Header(request, WireHeaders.Target), Header(request, WireHeaders.Authorization), body, request.Headers.ContentType.ToString(), request.Path);
        return (wire, await dispatcher.HandleAsync(wire, cancellationToken));
    }

    private static string? Header(IHttpRequestFeature request, string name) =>
        request.Headers.TryGetValue(name, out var value) && value.Count > 0 ? value.ToString() : null;

    /// <summary>The whole body, or null when it is too large; Kestrel then drains the rest, so that the client gets to read the answer.</summary>
    private static async ValueTask<byte[]?> ReadBodyAsync(IHttpRequestFeature request, CancellationToken cancellationToken)
    {
        // The array is never pooled: services keep slices of it.
        if (request.Headers.ContentLength is { } length)
        {
            if (length > Dispatcher.MaxBodyBytes)
            {
                return null;
            }

            var exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact, cancellationToken);
            return exact;
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        while (await request.Body.ReadAsync(chunk, cancellationToken) is > 0 and var count)
        {
            if (buffer.Length + count > Dispatcher.MaxBodyBytes)
            {
                return null;
            }

            buffer.Write(chunk, 0, count);
        }

        return buffer.ToArray();
    }

    private static async ValueTask WriteAsync(IFeatureCollection context, WireRequest wire, AwsResponse answer, CancellationToken cancellationToken)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = answer.Status;
        response.Headers.ContentType = answer.ContentType;
        response.Headers.ContentLength = answer.Body.Length;
        response.Headers[WireHeaders.RequestId] = WireHeaders.NewRequestId();
        if (WireHeaders.ChecksumOf(wire, answer) is { } checksum)
        {
            response.Headers[WireHeaders.Checksum] = checksum;
        }

        if (answer.QueryErrorCode is not null)
        {
            response.Headers[WireHeaders.QueryError] = answer.QueryErrorCode;
        }

        PipeWriter writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        await writer.WriteAsync(answer.Body, cancellationToken);
    }
}
