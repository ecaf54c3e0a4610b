using DataSync.Local.LambdaApi;
using DataSync.LocalAws.Protocol;
using Microsoft.AspNetCore.Http;

namespace DataSync.Local.Runtime;

/// <summary>
/// Lambda's Invoke API beside the Runtime API, for a server that runs alone: <c>POST /2015-03-31/functions/{name}/invocations</c>. The region is the one the
/// request is signed for; signatures are not checked. A local host serves it, and more, at the endpoint of its other services.
/// </summary>
internal sealed class InvokeApi(RuntimeApiServer server, InvokeCall invoke)
{
    public async Task HandleAsync(HttpContext context)
    {
        await using var answer = await AnswerAsync(context);
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentLength = answer.ContentLength;
        if (answer.Body is not null)
        {
            await answer.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    /// <summary>The region of <c>Credential=ID/DATE/REGION/lambda/aws4_request</c>; null when there is no such scope.</summary>
    internal static string? SignedRegion(string authorization)
    {
        const string Marker = "Credential=";
        var start = authorization.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var scope = authorization[(start + Marker.Length)..].Split(',', ' ')[0].Split('/');
        return scope.Length >= 5 ? scope[^3] : null;
    }

    private async Task<RestResponse> AnswerAsync(HttpContext context)
    {
        var call = LambdaCall.Of(context.Request.Method, context.Request.Path.Value ?? string.Empty);
        if (call.Operation != "Invoke")
        {
            return LambdaReply.Error(StatusCodes.Status404NotFound, "UnknownOperationException", "Only Invoke is served here.");
        }

        if (SignedRegion(context.Request.Headers.Authorization.ToString()) is not { } region)
        {
            return LambdaReply.Error(StatusCodes.Status403Forbidden, "MissingAuthenticationTokenException", "The request is not signed (AWS Signature Version 4), so its region is unknown.");
        }

        if (server.Find(region, call.Subject) is not { } pool)
        {
            return LambdaReply.Error(StatusCodes.Status404NotFound, "ResourceNotFoundException", $"Function not found: {call.Subject} in {region}");
        }

        return await invoke.RunAsync(
            pool,
            context.Request.Headers["X-Amz-Invocation-Type"],
            context.Request.Headers["X-Amz-Log-Type"],
            await RuntimeApi.ReadBodyAsync(context),
            context.RequestAborted);
    }
}
