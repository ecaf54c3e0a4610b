using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using DataSync.Local.Mappings;
using Microsoft.AspNetCore.Http;

namespace DataSync.Local.Runtime;

/// <summary>
/// Lambda's Invoke API, for <c>aws lambda invoke</c> and the SDKs: <c>POST /2015-03-31/functions/{name}/invocations</c>. The region is the one the
/// request is signed for; signatures are not checked. An asynchronous invocation (<c>Event</c>) that fails is tried twice more, after one and two minutes,
/// or as often as the function says; one that is throttled, for hours.
/// </summary>
internal sealed class InvokeApi(RuntimeApiServer server, RuntimeServices services, CancellationToken stopping)
{
    /// <summary>The first part of the path.</summary>
    public const string Version = "2015-03-31";

    private readonly ConcurrentDictionary<Task, bool> _background = new();

    public async Task HandleAsync(HttpContext context, string[] path)
    {
        if (context.Request.Method != HttpMethods.Post || path is not [Version, "functions", var function, "invocations"])
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "UnknownOperationException", "Only Invoke is served here.");
            return;
        }

        if (SignedRegion(context.Request.Headers.Authorization.ToString()) is not { } region)
        {
            await FailAsync(context, StatusCodes.Status403Forbidden, "MissingAuthenticationTokenException", "The request is not signed (AWS Signature Version 4), so its region is unknown.");
            return;
        }

        var name = FunctionName(Uri.UnescapeDataString(function));
        if (server.Find(region, name) is not { } pool)
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "ResourceNotFoundException", $"Function not found: {name} in {region}");
            return;
        }

        var payload = await RuntimeApi.ReadBodyAsync(context);
        if (payload is null)
        {
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestTooLargeException", $"Request must be smaller than {RuntimeApi.MaxPayloadBytes} bytes for the InvokeFunction operation");
            return;
        }

        await InvokeAsync(context, pool, payload.Length == 0 ? "{}"u8.ToArray() : payload);
    }

    /// <summary>Waits for the asynchronous invocations that are under way; they end soon once the server stops.</summary>
    public Task DrainAsync() => Task.WhenAll(_background.Keys);

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

    /// <summary>The name within a name, a partial ARN or an ARN, with or without a qualifier.</summary>
    internal static string FunctionName(string reference)
    {
        var parts = reference.Split(':');
        var marker = Array.IndexOf(parts, "function");
        return marker >= 0 && marker + 1 < parts.Length ? parts[marker + 1] : parts[0];
    }

    private async Task InvokeAsync(HttpContext context, FunctionPool pool, byte[] payload)
    {
        switch (context.Request.Headers["X-Amz-Invocation-Type"].ToString())
        {
            case "DryRun":
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "Event":
                RunInBackground(pool, payload);
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return;
            default:
                await AnswerAsync(context, await pool.InvokeAsync(payload, context.RequestAborted));
                return;
        }
    }

    private void RunInBackground(FunctionPool pool, byte[] payload)
    {
        var run = RunWithRetriesAsync(pool, payload);
        _background.TryAdd(run, true);
        _ = run.ContinueWith(done => _background.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task RunWithRetriesAsync(FunctionPool pool, byte[] payload)
    {
        try
        {
            await AsynchronousInvocation.RunAsync(
                async () => (await pool.InvokeAsync(payload, stopping)).Status switch
                {
                    InvocationStatus.Succeeded => InvocationOutcome.Succeeded,
                    InvocationStatus.Throttled => InvocationOutcome.Throttled,
                    _ => InvocationOutcome.Failed,
                },
                pool.Function.AsyncRetries,
                pool.Function.AsyncMaximumAge,
                services.Time,
                failed: () => { },
                stopping);
        }
        catch (OperationCanceledException)
        {
            // The server stops; what Lambda would still try has nobody to run it.
        }
    }

    private static async Task AnswerAsync(HttpContext context, InvocationResult result)
    {
        if (result.Status == InvocationStatus.Throttled)
        {
            await FailAsync(context, StatusCodes.Status429TooManyRequests, "TooManyRequestsException", "Rate Exceeded.");
            return;
        }

        var headers = context.Response.Headers;
        headers["x-amzn-RequestId"] = result.RequestId;
        headers["X-Amz-Executed-Version"] = "$LATEST";
        if (!result.Succeeded)
        {
            headers["X-Amz-Function-Error"] = "Unhandled";
        }

        if (context.Request.Headers["X-Amz-Log-Type"] == "Tail")
        {
            headers["X-Amz-Log-Result"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(result.LogTail));
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Payload.Length;
        await context.Response.Body.WriteAsync(result.Payload, context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.Headers["x-amzn-ErrorType"] = type;
        return RuntimeApi.AnswerAsync(context, status, $$"""{"Type":"User","message":"{{JsonEncodedText.Encode(message)}}"}""");
    }
}
