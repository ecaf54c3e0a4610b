using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Remote;

/// <summary>Calls to one service of one region by name and JSON. What may succeed later is tried again for about half a minute, so that a server may be slow or restart.</summary>
/// <param name="service">Who answers.</param>
/// <param name="name">The service's name, as in <see cref="AwsRequest.Service"/>.</param>
/// <param name="region">The region every call is for.</param>
/// <param name="time">The waits between tries run on it.</param>
public sealed class ServiceCalls(IAwsService service, string name, string region, TimeProvider time)
{
    private const int MaxTries = 12;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // Items nest 32 levels deep, two JSON levels each, and stand inside an answer.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>The region every call is for.</summary>
    public string Region => region;

    /// <summary>The answer's JSON.</summary>
    /// <exception cref="ServiceCallException">The service refused the call.</exception>
    /// <exception cref="HttpRequestException">It can't be reached.</exception>
    public async ValueTask<JsonDocument> CallAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        var request = new AwsRequest(name, region, operation, Encoding.UTF8.GetBytes(body.ToJsonString()));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(request, cancellationToken);
            }
            catch (Exception exception) when (attempt < MaxTries && exception is HttpRequestException or ServiceCallException { IsTransient: true })
            {
                var wait = FirstWait * Math.Pow(2, attempt - 1);
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            }
        }
    }

    private async ValueTask<JsonDocument> OnceAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var response = await service.HandleAsync(request, cancellationToken);
        return response.Status == 200 ? JsonDocument.Parse(response.Body.IsEmpty ? "{}"u8.ToArray() : response.Body, Deep) : throw ServiceCallException.Of(request.Operation, response);
    }
}
