using Microsoft.AspNetCore.Http;

namespace DataSync.Local.Runtime;

/// <summary>The Lambda Runtime API, as function processes see it: <c>/{process}/2018-06-01/runtime/...</c>.</summary>
internal static class RuntimeApi
{
    /// <summary>The largest payload, either way: 6 MB and a little, as Lambda has it.</summary>
    public const int MaxPayloadBytes = 6_291_556;

    private const string Version = "2018-06-01";

    public static async Task HandleAsync(RuntimeApiServer server, HttpContext context, string[] path)
    {
        if (path is not [var processId, Version, "runtime", ..] || server.FindProcess(processId) is not { } process)
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, """{"errorType":"NotFound","errorMessage":"No such function process or path."}""");
            return;
        }

        await ((context.Request.Method, path[3..]) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context, process),
            ("POST", ["invocation", var id, "response"]) => RespondAsync(context, process, id),
            ("POST", ["invocation", var id, "error"]) => FailAsync(context, process, id),
            ("POST", ["init", "error"]) => FailInitAsync(context, process),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, """{"errorType":"NotFound","errorMessage":"The Runtime API has no such path."}"""),
        });
    }

    /// <summary>The whole body, or null when it is larger than a payload may be.</summary>
    public static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxPayloadBytes)
        {
            return null;
        }

        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length > MaxPayloadBytes ? null : body.ToArray();
    }

    public static async Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static async Task NextAsync(HttpContext context, FunctionProcess process)
    {
        Invocation invocation;
        try
        {
            invocation = await process.NextAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The process is gone, or the server stops. No status may be given here: clients end on anything but an invocation.
            context.Abort();
            return;
        }

        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.Deadline.ToUnixTimeMilliseconds().ToString();
        headers["Lambda-Runtime-Invoked-Function-Arn"] = process.Function.Arn;
        headers["Lambda-Runtime-Trace-Id"] = invocation.TraceId;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = invocation.Payload.Length;
        await context.Response.Body.WriteAsync(invocation.Payload, context.RequestAborted);
    }

    private static async Task RespondAsync(HttpContext context, FunctionProcess process, string requestId)
    {
        var body = await ReadBodyAsync(context);
        if (body is null)
        {
            var message = $"Response payload size exceeded maximum allowed payload size ({MaxPayloadBytes} bytes).";
            process.Fail(requestId, TooLarge(message));
            await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, $$"""{"errorType":"RequestEntityTooLarge","errorMessage":"{{message}}"}""");
            return;
        }

        await AcceptAsync(context, process.Respond(requestId, body), requestId);
    }

    private static async Task FailAsync(HttpContext context, FunctionProcess process, string requestId)
    {
        var error = await ReadErrorAsync(context);
        await AcceptAsync(context, process.Fail(requestId, error), requestId);
    }

    private static async Task FailInitAsync(HttpContext context, FunctionProcess process)
    {
        process.FailInit(await ReadErrorAsync(context));
        await AcceptAsync(context, accepted: true, "init");
    }

    private static async Task<ReportedError> ReadErrorAsync(HttpContext context) =>
        ReportedError.Parse(await ReadBodyAsync(context) ?? [], context.Request.Headers["Lambda-Runtime-Function-Error-Type"]);

    // The official client ends on a 202 without a JSON body.
    private static Task AcceptAsync(HttpContext context, bool accepted, string requestId) => accepted
        ? AnswerAsync(context, StatusCodes.Status202Accepted, """{"status":"OK"}""")
        : AnswerAsync(context, StatusCodes.Status400BadRequest, $$"""{"errorType":"InvalidRequestID","errorMessage":"{{System.Text.Json.JsonEncodedText.Encode(requestId)}} is not this process's invocation."}""");

    private static ReportedError TooLarge(string message) => ReportedError.Parse(
        System.Text.Encoding.UTF8.GetBytes($$"""{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"{{message}}"}"""), null);
}
