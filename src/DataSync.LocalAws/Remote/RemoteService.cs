using System.Globalization;
using System.Net.Http.Headers;
using DataSync.LocalAws.Http;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Remote;

/// <summary>
/// A service on a server that already runs: calls are passed on as they are, and so are the answers. The region goes along in the credential scope of a
/// made-up signature, which is all that local servers read of it. A server that can't be reached is an <see cref="HttpRequestException"/>, as on a socket.
/// </summary>
public sealed class RemoteService : IAwsService, IDisposable
{
    /// <summary>The access key of every call. The same for all callers: servers exist that keep data apart by it, or take it for an account.</summary>
    private const string AccessKeyId = "local";

    // Longer than any long poll (20 s): what takes longer hangs.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(1);
    private static readonly MediaTypeHeaderValue JsonContent = new(WireHeaders.ContentType);

    private readonly RemoteEndpoint _endpoint;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <param name="endpoint">The server.</param>
    /// <param name="time">Dates the calls and limits the wait for an answer.</param>
    public RemoteService(RemoteEndpoint endpoint, TimeProvider time)
    {
        _endpoint = endpoint;
        _time = time;

        // No proxy: the servers meant here are local ones. The time limit is kept by the given clock.
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server can't be reached, or did not answer within a minute.</exception>
    public async ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var message = Message(request);
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseContentRead, ending.Token);
            var body = await response.Content.ReadAsByteArrayAsync(ending.Token);
            var queryError = response.Headers.NonValidated.TryGetValues(WireHeaders.QueryError, out var values) ? values.ToString() : null;
            return new AwsResponse((int)response.StatusCode, body, queryError);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{_endpoint} did not answer {request.Operation} within {AnswerLimit.TotalSeconds:0} s.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Message(AwsRequest request)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var content = new ReadOnlyMemoryContent(request.Body);
        content.Headers.ContentType = JsonContent;
        var message = new HttpRequestMessage(HttpMethod.Post, _endpoint.Uri) { Content = content };
        message.Headers.TryAddWithoutValidation(WireHeaders.Target, $"{TargetPrefix(request.Service)}.{request.Operation}");
        message.Headers.TryAddWithoutValidation("X-Amz-Date", now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation(WireHeaders.Authorization, Authorization(request, now));
        return message;
    }

    private static string Authorization(AwsRequest request, DateTime now)
    {
        // Streams are signed for as the table service.
        var signedFor = request.Service == "dynamodbstreams" ? "dynamodb" : request.Service;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"AWS4-HMAC-SHA256 Credential={AccessKeyId}/{now:yyyyMMdd}/{request.Region}/{signedFor}/aws4_request, SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}");
    }

    private static string TargetPrefix(string service) => service switch
    {
        "dynamodb" => "DynamoDB_20120810",
        "dynamodbstreams" => "DynamoDBStreams_20120810",
        "sqs" => "AmazonSQS",
        _ => throw new ArgumentException($"There is no service '{service}' here.", nameof(service)),
    };
}
