using System.Text;
using DataSync.Local.Runtime;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.LambdaApi;

/// <summary>Lambda's Invoke for a function that is known: synchronous, asynchronous or a dry run.</summary>
internal sealed class InvokeCall(BackgroundInvocations background)
{
    /// <param name="pool">The function.</param>
    /// <param name="invocationType">The header <c>X-Amz-Invocation-Type</c>, or null.</param>
    /// <param name="logType">The header <c>X-Amz-Log-Type</c>, or null.</param>
    /// <param name="payload">The event; null when it was larger than Lambda takes.</param>
    /// <param name="cancellationToken">Ends the wait, not the invocation.</param>
    public async Task<RestResponse> RunAsync(FunctionPool pool, string? invocationType, string? logType, byte[]? payload, CancellationToken cancellationToken)
    {
        if (payload is null)
        {
            return LambdaReply.Error(413, "RequestTooLargeException", $"Request must be smaller than {RuntimeApi.MaxPayloadBytes} bytes for the InvokeFunction operation");
        }

        var input = payload.Length == 0 ? "{}"u8.ToArray() : payload;
        switch (invocationType)
        {
            case "DryRun":
                return LambdaReply.Empty(204);
            case "Event":
                background.Start(pool, input);
                return LambdaReply.Empty(202);
            default:
                return Answer(await pool.InvokeAsync(input, cancellationToken), wantsLog: logType == "Tail");
        }
    }

    private static RestResponse Answer(InvocationResult result, bool wantsLog)
    {
        if (result.Status == InvocationStatus.Throttled)
        {
            return LambdaReply.Error(429, "TooManyRequestsException", "Rate Exceeded.");
        }

        var response = LambdaReply.Json(200, result.Payload);
        response.Headers[LambdaReply.RequestId] = result.RequestId;
        response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        if (!result.Succeeded)
        {
            response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        if (wantsLog)
        {
            response.Headers["X-Amz-Log-Result"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(result.LogTail));
        }

        return response;
    }
}
