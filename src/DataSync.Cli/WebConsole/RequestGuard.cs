using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DataSync.Cli.WebConsole;

/// <summary>
/// Keeps other web pages and other people on this machine out. A page of another site can make a browser send requests here; it can set neither the
/// Host header, nor the Origin, nor the token, and each of them alone is enough to refuse it.
/// </summary>
internal sealed class RequestGuard(string token)
{
    /// <summary>The header that carries the token. A header of its own makes every call one that other origins need leave for, which nobody gives.</summary>
    public const string TokenHeader = "X-DataSync-Token";

    private readonly byte[] _token = Encoding.ASCII.GetBytes(token);

    /// <summary>Why the request is refused; null when it is not.</summary>
    public Refusal? Check(HttpRequest request)
    {
        var port = request.HttpContext.Connection.LocalPort;
        var host = request.Host.Value;

        // A name that was rebound to 127.0.0.1 comes with that name (DNS rebinding).
        if (!IsOwn(host, port))
        {
            return new Refusal(StatusCodes.Status421MisdirectedRequest, "The console answers to 127.0.0.1 and localhost with its own port only.");
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && origin != "http://" + host)
        {
            return new Refusal(StatusCodes.Status403Forbidden, "The request comes from another web page.");
        }

        var isApi = request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        if (IsFromElsewhere(request, isApi))
        {
            return new Refusal(StatusCodes.Status403Forbidden, "The request comes from another site.");
        }

        if (!isApi)
        {
            return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
                ? null
                : new Refusal(StatusCodes.Status405MethodNotAllowed, "Pages are only read.");
        }

        if (!HasToken(request))
        {
            return new Refusal(StatusCodes.Status401Unauthorized, "The token is missing or is not this run's. Open the address that the console printed when it started.");
        }

        return HttpMethods.IsPost(request.Method) && !IsJson(request)
            ? new Refusal(StatusCodes.Status415UnsupportedMediaType, "A call that changes something is application/json.")
            : null;
    }

    private static bool IsOwn(string? host, int port) => host == $"127.0.0.1:{port}" || host == $"localhost:{port}";

    // Browsers send it of themselves and no page can. Another port of this machine is the same site, but not the same origin.
    // Following a link to the page itself is all right: it shows nothing without the token.
    private static bool IsFromElsewhere(HttpRequest request, bool isApi)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site is not ("" or "none" or "same-origin") && (isApi || request.Headers["Sec-Fetch-Mode"] != "navigate" || request.Headers["Sec-Fetch-Dest"] != "document");
    }

    private static bool IsJson(HttpRequest request) =>
        request.ContentType is { } type && type.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private bool HasToken(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), _token);
}

/// <summary>A request that is not served.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Reason">Why, for whoever sent it.</param>
internal sealed record Refusal(int Status, string Reason);
