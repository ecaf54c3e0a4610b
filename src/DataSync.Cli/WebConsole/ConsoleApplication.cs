using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DataSync.Cli.WebConsole;

/// <summary>Kestrel's requests: guarded, then the page's files or the API.</summary>
internal sealed class ConsoleApplication(RequestGuard guard, ConsoleApi api) : IHttpApplication<HttpContext>
{
    // Scripts, styles and connections of our own only, and none inline: whatever a key or a body holds, the browser runs none of it.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly PageFiles _files = new();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing was added to Kestrel's own features.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        Protect(context.Response);
        try
        {
            if (guard.Check(context.Request) is { } refusal)
            {
                await ConsoleApi.FailAsync(context, refusal.Status, refusal.Reason);
            }
            else if (_files.Find(context.Request.Path) is { } file)
            {
                await file.WriteAsync(context);
            }
            else
            {
                await api.AnswerAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page was closed; there is nobody to answer.
        }
    }

    private static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-store";
    }
}
