using System.Text.Json;

namespace DataSync.Cli.Failover;

/// <summary>Asks regions how they are, as a health check does: from outside, without credentials, following no redirect.</summary>
internal sealed class HealthReader : IDisposable
{
    // Route 53 has four seconds to connect and two more for the answer.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(6);

    // A name that points elsewhere is to be noticed.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromSeconds(30);
    private const int LongestBody = 64 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, PooledConnectionLifetime = ConnectionLife })
    {
        Timeout = AnswerTimeout,
        MaxResponseContentBufferSize = LongestBody,
    };

    /// <summary>What the URL answers; no answer is one too.</summary>
    public async Task<HealthAnswer> ReadAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(url, cancellationToken);
            var answer = new HealthAnswer
            {
                StatusCode = (int)response.StatusCode,
                Region = response.Headers.TryGetValues("x-datasync-region", out var values) ? values.First() : null,
            };
            return Read(answer, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new HealthAnswer { Error = e is OperationCanceledException ? $"nothing within {AnswerTimeout.TotalSeconds:0} s" : e.Message };
        }
    }

    /// <summary>Reads the reply's body into the answer. One that is no JSON of ours says nothing.</summary>
    public static HealthAnswer Read(HealthAnswer answer, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return answer;
            }

            var checks = json.RootElement.TryGetProperty("checks", out var all) && all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().ToList() : [];
            return answer with
            {
                Status = Text(json.RootElement, "status"),
                Failing = [.. checks.Where(c => Text(c, "status") == "fail").Select(c => $"{Text(c, "name")}: {Text(c, "message")}")],
            };
        }
        catch (JsonException)
        {
            return answer;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
