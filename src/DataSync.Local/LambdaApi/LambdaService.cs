using DataSync.LocalAws.Protocol;

namespace DataSync.Local.LambdaApi;

/// <summary>
/// Lambda at the endpoint of the other services, for the regions of a host: invocations, the functions' configuration, and event source mappings, which can be
/// disabled and enabled. The region is the one that a call is signed for.
/// </summary>
internal sealed class LambdaService(Func<string, LocalRegion?> find, InvokeCall invoke, TimeProvider time) : IRestService
{
    private readonly MappingApi _mappings = new(time);
    private readonly DateTimeOffset _deployedAt = time.GetUtcNow();

    public AwsRequest Describe(RestRequest request) =>
        new("lambda", request.Region ?? "", LambdaCall.Of(request).Operation ?? request.Method, System.Text.Encoding.UTF8.GetBytes(request.Path), request.AccessKeyId);

    public async ValueTask<RestResponse> HandleAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var call = LambdaCall.Of(request);
        if (call.Operation is null)
        {
            return LambdaReply.Error(404, "UnknownOperationException", $"{request.Method} {request.Path} is not served here.");
        }

        if (find(request.Region ?? "") is not { } region)
        {
            return LambdaReply.Error(404, "ResourceNotFoundException", $"There are no functions in {request.Region} here.");
        }

        try
        {
            return call.Operation switch
            {
                "ListEventSourceMappings" => _mappings.List(region, request.Query),
                "GetEventSourceMapping" => _mappings.Get(region, call.Subject),
                "UpdateEventSourceMapping" => _mappings.Update(region, call.Subject, await LambdaCall.ReadBodyAsync(request.Body, cancellationToken)),
                _ => await HandleFunctionAsync(call, region, request, cancellationToken),
            };
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not IOException)
        {
            return LambdaReply.Error(500, "ServiceException", $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private async ValueTask<RestResponse> HandleFunctionAsync(LambdaCall call, LocalRegion region, RestRequest request, CancellationToken cancellationToken)
    {
        if (region.Stack.Functions.FirstOrDefault(function => function.Name == call.Subject) is not { } function)
        {
            return LambdaReply.Error(404, "ResourceNotFoundException", $"Function not found: {call.Subject} in {region.Name}");
        }

        return call.Operation switch
        {
            "GetFunctionConfiguration" => LambdaReply.Json(200, FunctionJson.Configuration(function, _deployedAt)),
            "GetFunction" => LambdaReply.Json(200, FunctionJson.Function(function, _deployedAt)),
            _ => await invoke.RunAsync(
                region.Functions[function.Name],
                request.Headers.GetValueOrDefault("X-Amz-Invocation-Type"),
                request.Headers.GetValueOrDefault("X-Amz-Log-Type"),
                await LambdaCall.ReadBodyAsync(request.Body, cancellationToken),
                cancellationToken),
        };
    }
}
