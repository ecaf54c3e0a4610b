using System.Collections.Concurrent;
using System.Text;
using DataSync.Local.LambdaApi;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.HttpApi;

/// <summary>
/// API Gateway's HTTP APIs for the regions of a host, at <c>/_api/{region}/{apiId}/...</c> of the one endpoint: finds the route, keeps its limit, and runs
/// its function with an event of payload format 2.0. Calls need no signature.
/// </summary>
internal sealed class HttpApiService(Func<string, LocalRegion?> find, ApiInvoker invoker, TimeProvider time) : IRestService
{
    /// <summary>The name by which faults mean it.</summary>
    public const string ServiceName = "api";

    private readonly ConcurrentDictionary<(string Region, string ApiId), RouteTable> _tables = new();
    private readonly ConcurrentDictionary<(string Region, string ApiId, string RouteKey), TokenBucket> _buckets = new();

    public AwsRequest Describe(RestRequest request)
    {
        var call = ApiCall.Of(request);
        return new AwsRequest(ServiceName, call.Region, request.Method, Encoding.UTF8.GetBytes(call.Path), request.AccessKeyId);
    }

    public async ValueTask<RestResponse> HandleAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var requestId = Guid.NewGuid().ToString();
        var response = await AnswerAsync(request, requestId, cancellationToken);
        response.Headers[ApiReply.RequestId] = requestId;
        return response;
    }

    private async ValueTask<RestResponse> AnswerAsync(RestRequest request, string requestId, CancellationToken cancellationToken)
    {
        var call = ApiCall.Of(request);
        // Read to its end whatever comes: a client that still sends would not get to read the answer.
        var body = await LambdaCall.ReadBodyAsync(request.Body, cancellationToken);
        if (find(call.Region) is not { } region || region.Stack.Apis.FirstOrDefault(api => api.Id == call.ApiId) is not { } api)
        {
            return ApiReply.Message(404, $"There is no API {call.ApiId} in region {call.Region} here.");
        }

        var routes = _tables.GetOrAdd((region.Name, api.Id), static (_, api) => new RouteTable(api.Routes), api);
        if (call.PathIn(api.Stage) is not { } path || routes.Find(request.Method, path) is not { } match)
        {
            return ApiReply.NotFound();
        }

        if (match.Route.Throttle is { } limits && !_buckets.GetOrAdd((region.Name, api.Id, match.Route.Key), _ => new TokenBucket(limits, time)).TryTake())
        {
            return ApiReply.TooMany();
        }

        if (body is null)
        {
            return ApiReply.TooLarge();
        }

        var context = new RequestContext(region.Name, region.Stack.AccountId, requestId, time.GetUtcNow());
        return await InvokeAsync(region, match.Route, RequestEvent.Write(request, call.Path, api, match, body, context), cancellationToken);
    }

    private async ValueTask<RestResponse> InvokeAsync(LocalRegion region, LocalRoute route, byte[] payload, CancellationToken cancellationToken)
    {
        var isReserved = region.Stack.Functions.Any(function => function.Name == route.FunctionName && function.ReservedConcurrency is not null);
        try
        {
            var result = await invoker.InvokeAsync(region.Functions[route.FunctionName], isReserved, payload, route.Timeout, cancellationToken);
            return result?.Status switch
            {
                InvocationStatus.Succeeded => FunctionAnswer.Render(result.Payload),
                null or InvocationStatus.Throttled => ApiReply.Unavailable(),
                _ => ApiReply.Failed(),
            };
        }
        catch (ObjectDisposedException exception)
        {
            throw new HttpRequestException("The host ends.", exception);
        }
    }
}
