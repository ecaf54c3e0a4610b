using DataSync.Core.Serving;

namespace DataSync.Functions.Health;

/// <summary>Asks a dependency of the application's. Any 2xx is well; redirects are not followed, and bodies not read.</summary>
public sealed class UrlHealthCheck(UrlCheck check, HttpClient client) : IHealthCheck
{
    private const int MaxHeaderKilobytes = 16;
    private const int MaxDrainBytes = 64 * 1024;

    /// <inheritdoc/>
    public string Name => check.Name;

    /// <inheritdoc/>
    public CheckStatus WhenBroken => check.IsRequired ? CheckStatus.Fail : CheckStatus.Warn;

    /// <summary>A client for all such checks. Who calls it sets the time limit.</summary>
    public static HttpClient MakeClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = MaxDrainBytes,

            // A name that moves to another address, as in a failover, is asked for anew.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("datasync-health");
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(check.Url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var message = $"It answered {(int)response.StatusCode}.";
            return response.IsSuccessStatusCode ? CheckOutcome.Pass(message) : new CheckOutcome(WhenBroken, message);
        }
        catch (HttpRequestException e)
        {
            return CheckOutcome.Broken(WhenBroken, "Asking it", e);
        }
    }
}
