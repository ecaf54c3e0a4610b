using System.Net.Http.Headers;
using Amazon.Runtime;

namespace DataSync.Aws.Clients;

/// <summary>
/// The HTTP client for S3 in all regions, which loses nothing of what S3 says of an object. .NET takes lists such as <c>Content-Encoding: gzip, br</c>
/// apart, and the SDK reads the first value only; others come back in another spelling. A copy made from that would tell browsers
/// something else than the original.
/// The text as it came is therefore put beside it, under a name that nobody takes apart.
/// </summary>
/// <param name="transport">Sends the requests, and is not disposed; null for the network.</param>
public sealed class S3HttpClients(HttpMessageHandler? transport = null) : HttpClientFactory, IDisposable
{
    /// <summary>Where a header's own text is found: this, and its name in lower case. The SDK hands user metadata on as it is.</summary>
    public const string RawPrefix = "x-amz-meta-sync-raw-";

    private const string CacheControl = "Cache-Control";
    private static readonly string[] OfContent = ["Content-Disposition", "Content-Encoding", "Content-Language"];

    // An address may move to another machine while a function lives on.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client = new(
        new RawHeaders(transport ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = ConnectionLifetime }),
        disposeHandler: transport is null)
    {
        Timeout = AwsClients.S3Timeout,
    };

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private sealed class RawHeaders(HttpMessageHandler sender) : DelegatingHandler(sender)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            Repeat(response, response.Headers.NonValidated, CacheControl);
            foreach (var name in OfContent)
            {
                Repeat(response, response.Content.Headers.NonValidated, name);
            }

            return response;
        }

        private static void Repeat(HttpResponseMessage response, HttpHeadersNonValidated headers, string name)
        {
            if (headers.TryGetValues(name, out var values))
            {
                response.Headers.TryAddWithoutValidation(RawPrefix + name.ToLowerInvariant(), string.Join(", ", values));
            }
        }
    }
}
