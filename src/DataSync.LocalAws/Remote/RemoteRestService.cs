using System.Globalization;
using DataSync.LocalAws.Http;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.Remote;

/// <summary>
/// S3 on a server that already runs: calls and answers are passed on as they are, bodies as streams. The region goes along in the credential scope of a
/// made-up signature. A server that can't be reached is an <see cref="HttpRequestException"/>, as on a socket.
/// </summary>
public sealed class RemoteRestService : IRestService, IDisposable
{
    /// <summary>The access key of every call. The same for all callers: servers exist that keep data apart by it, or take it for an account.</summary>
    private const string AccessKeyId = "local";
    private const string Service = "s3";
    private const string Date = "X-Amz-Date";

    // Of one connection only, or set by the client here.
    private static readonly HashSet<string> HopHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Expect", "Proxy-Connection", "TE", "Trailer", "Content-Length", WireHeaders.Authorization, Date,
    };

    private readonly RemoteEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly Func<string, string?> _regionOf;
    private readonly HttpClient _client;

    /// <param name="endpoint">The server.</param>
    /// <param name="time">Dates the calls.</param>
    /// <param name="regionOf">Where a bucket is, by its name; null for one that nobody knows. For faults between regions.</param>
    public RemoteRestService(RemoteEndpoint endpoint, TimeProvider time, Func<string, string?> regionOf)
    {
        _endpoint = endpoint;
        _time = time;
        _regionOf = regionOf;

        // No proxy: the servers meant here are local ones. Bodies may take as long as they take.
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public AwsRequest Describe(RestRequest request) => CallDescription.Of(request, _regionOf);

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server can't be reached.</exception>
    public async ValueTask<RestResponse> HandleAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(request);
        var answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var response = new RestResponse((int)answer.StatusCode)
        {
            // Disposing the stream gives the connection back.
            Body = await answer.Content.ReadAsStreamAsync(cancellationToken),
            ContentLength = answer.Content.Headers.ContentLength,
        };
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!HopHeaders.Contains(name))
            {
                response.Headers[name] = values.ToString();
            }
        }

        return response;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Message(RestRequest request)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        // Not taken apart again: a key such as a%2Fb has to arrive as it was sent.
        var uri = new Uri(_endpoint.Uri.GetLeftPart(UriPartial.Authority) + request.Path + (request.Query.Length == 0 ? "" : "?" + request.Query), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), uri);
        if (request.Headers.TryGetValue("Content-Length", out var length) && length != "0")
        {
            message.Content = new StreamContent(request.Body);
            message.Content.Headers.ContentLength = long.Parse(length, CultureInfo.InvariantCulture);
        }
        else if (request.Headers.ContainsKey("Transfer-Encoding"))
        {
            message.Content = new StreamContent(request.Body);
        }
        else if (request.Method is "PUT" or "POST")
        {
            message.Content = new ByteArrayContent([]);
        }

        foreach (var (name, value) in request.Headers)
        {
            if (!HopHeaders.Contains(name) && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (request.Region is { } region && !request.Query.Contains("X-Amz-Credential=", StringComparison.OrdinalIgnoreCase))
        {
            message.Headers.TryAddWithoutValidation(Date, now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
            message.Headers.TryAddWithoutValidation(WireHeaders.Authorization, string.Create(
                CultureInfo.InvariantCulture,
                $"AWS4-HMAC-SHA256 Credential={AccessKeyId}/{now:yyyyMMdd}/{region}/{Service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}"));
        }

        return message;
    }
}
