using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The four calls of the Lambda Runtime API that a function makes.</summary>
internal sealed class RuntimeApi
{
    private const string EndpointVariable = "AWS_LAMBDA_RUNTIME_API";

    private readonly HttpClient _client;
    private readonly string _runtime;

    public RuntimeApi(HttpClient client)
    {
        _client = client;
        var endpoint = Environment.GetEnvironmentVariable(EndpointVariable);
        if (string.IsNullOrEmpty(endpoint))
        {
            throw new InvalidOperationException($"{EndpointVariable} is not set: this program runs inside AWS Lambda, or under a host that speaks its Runtime API.");
        }

        // The endpoint may hold a path, so that one port can serve many functions.
        _runtime = $"http://{endpoint.TrimEnd('/')}/2018-06-01/runtime/";
    }

    /// <summary>A client without a time limit (the next invocation may be hours away) and without anything that costs start-up time.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<InvocationRequest> NextAsync(ILambdaLogger logger, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _runtime + "invocation/next");
        using var response = await _client.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"The Runtime API answered {(int)response.StatusCode} to a request for the next invocation.");
        }

        var requestId = Header(response, "Lambda-Runtime-Aws-Request-Id")
            ?? throw new InvalidOperationException("The Runtime API sent an invocation without Lambda-Runtime-Aws-Request-Id.");
        var payload = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var context = new RuntimeContext(
            requestId,
            Header(response, "Lambda-Runtime-Invoked-Function-Arn"),
            Header(response, "Lambda-Runtime-Trace-Id"),
            Header(response, "Lambda-Runtime-Deadline-Ms"),
            logger);
        return new InvocationRequest(new MemoryStream(payload, 0, payload.Length, writable: false, publiclyVisible: true), context);
    }

    public async Task RespondAsync(string requestId, Stream answer, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await answer.CopyToAsync(buffer, cancellationToken);
        using var content = new ByteArrayContent(buffer.GetBuffer(), 0, (int)buffer.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await PostAsync($"invocation/{requestId}/response", content, errorType: null, cancellationToken);
    }

    public Task ReportInvocationErrorAsync(string requestId, Exception exception, CancellationToken cancellationToken) =>
        PostErrorAsync($"invocation/{requestId}/error", exception, cancellationToken);

    public Task ReportInitializationErrorAsync(Exception exception, CancellationToken cancellationToken) =>
        PostErrorAsync("init/error", exception, cancellationToken);

    private async Task PostErrorAsync(string path, Exception exception, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Describe(exception));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.aws.lambda.error+json");
        await PostAsync(path, content, exception.GetType().Name, cancellationToken);
    }

    private async Task PostAsync(string path, HttpContent content, string? errorType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _runtime + path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using var response = await _client.SendAsync(request, cancellationToken);
        // 413 says that the answer was too large: Lambda has failed the invocation by itself and goes on.
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.RequestEntityTooLarge)
        {
            throw new InvalidOperationException($"The Runtime API answered {(int)response.StatusCode} to {path}.");
        }
    }

    private static byte[] Describe(Exception exception)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteException(writer, exception);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteException(Utf8JsonWriter writer, Exception exception)
    {
        writer.WriteString("errorType", exception.GetType().Name);
        writer.WriteString("errorMessage", exception.Message);
        writer.WriteStartArray("stackTrace");
        foreach (var line in (exception.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
        if (exception.InnerException is { } inner)
        {
            writer.WriteStartObject("cause");
            WriteException(writer, inner);
            writer.WriteEndObject();
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
