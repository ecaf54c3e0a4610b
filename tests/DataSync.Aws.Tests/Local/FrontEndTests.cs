using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DataSync.Aws.Tests.Contract.Sqs;
using DataSync.Aws.Tests.Support;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>Both ways into the local cloud, with requests the SDK would never send.</summary>
public sealed class FrontEndTests : IAsyncLifetime
{
    private const string Authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260101/ap-southeast-1/sqs/aws4_request, SignedHeaders=host, Signature=0";

    private readonly SignallingTimeProvider _time = new();
    private readonly EchoService _echo = new();
    private readonly LocalCloud _cloud;
    private Uri _endpoint = new("http://unset.test/");

    public FrontEndTests()
    {
        _cloud = LocalSqsServer.NewCloud(_time);
        _cloud.Register("dynamodb", _echo);
    }

    public static TheoryData<bool> BothWays => [true, false];

    public async Task InitializeAsync() => _endpoint = (await _cloud.ListenAsync()).Uri;

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_call_reaches_its_service_with_operation_region_and_body(bool overHttp)
    {
        using var response = await SendAsync(overHttp, "DynamoDB_20120810.PutItem", "{\"x\":1}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("dynamodb ap-southeast-1 PutItem {\"x\":1}", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/x-amz-json-1.0", response.Content.Headers.ContentType?.ToString());
        Assert.Single(response.Headers.GetValues("x-amzn-RequestId"));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task An_sqs_error_carries_its_query_code_in_a_header(bool overHttp)
    {
        using var response = await SendAsync(overHttp, "AmazonSQS.GetQueueUrl", "{\"QueueName\":\"none\"}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
        Assert.Equal(
            """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_dynamodb_answer_carries_its_checksum_and_an_sqs_answer_none(bool overHttp)
    {
        using var dynamoDb = await SendAsync(overHttp, "DynamoDB_20120810.PutItem", "{\"x\":1}");
        using var sqs = await SendAsync(overHttp, "AmazonSQS.ListQueues", "{}");

        var crc = uint.MaxValue;
        foreach (var one in await dynamoDb.Content.ReadAsByteArrayAsync())
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        Assert.Equal($"{~crc}", Assert.Single(dynamoDb.Headers.GetValues("x-amz-crc32")));
        Assert.False(sqs.Headers.Contains("x-amz-crc32"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("AmazonSQS")]
    [InlineData("Kinesis_20131202.PutRecord")]
    [InlineData("DynamoDBStreams_20120810.ListStreams")]
    [InlineData("AmazonSQS.FlyToTheMoon")]
    public async Task An_unknown_target_is_an_unknown_operation(string? target)
    {
        using var response = await SendAsync(overHttp: true, target, "{}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("#UnknownOperationException", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "MissingAuthenticationTokenException")]
    [InlineData("Bearer token", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20260101", "IncompleteSignatureException")]
    public async Task A_call_must_be_signed_for_a_region(string? authorization, string error)
    {
        using var response = await SendAsync(overHttp: true, "AmazonSQS.ListQueues", "{}", authorization);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains(error, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"QueueName\":7}")]
    public async Task Malformed_json_is_a_serialization_error(string body)
    {
        using var response = await SendAsync(overHttp: true, "AmazonSQS.CreateQueue", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("#SerializationException", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task Sixteen_mebibytes_are_the_limit_of_a_request(bool overHttp)
    {
        var largest = new string(' ', 16 * 1024 * 1024);

        using var taken = await SendAsync(overHttp, "DynamoDB_20120810.BatchWriteItem", largest);
        using var refused = await SendAsync(overHttp, "DynamoDB_20120810.BatchWriteItem", largest + " ");

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_fault_answers_in_the_services_place_until_it_is_taken_away(bool overHttp)
    {
        _cloud.Faults = new Fault((_, _) => ValueTask.FromResult<AwsResponse?>(new AwsResponse(503, "{}"u8.ToArray())));
        using var faulty = await SendAsync(overHttp, "DynamoDB_20120810.PutItem", "{}");
        _cloud.Faults = null;

        using var healed = await SendAsync(overHttp, "DynamoDB_20120810.PutItem", "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, faulty.StatusCode);
        Assert.Equal(HttpStatusCode.OK, healed.StatusCode);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_broken_connection_gives_no_response(bool overHttp)
    {
        _cloud.Faults = new Fault((_, _) => throw new HttpRequestException("cut off"));

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(overHttp, "DynamoDB_20120810.PutItem", "{}"));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_client_that_leaves_cancels_its_call(bool overHttp)
    {
        using var cancellation = new CancellationTokenSource();
        var call = SendAsync(overHttp, "DynamoDB_20120810.Wait", "{}", Authorization, cancellation.Token);
        await _echo.Waiting.Task;

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _echo.Cancelled.Task;
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_service_that_throws_is_an_internal_failure(bool overHttp)
    {
        using var response = await SendAsync(overHttp, "DynamoDB_20120810.Throw", "{}");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("InternalFailure", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_endpoint_listens_on_loopback_and_closes_with_the_cloud()
    {
        var before = _endpoint;

        await _cloud.DisposeAsync();

        Assert.Equal("127.0.0.1", before.Host);
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(overHttp: true, "DynamoDB_20120810.PutItem", "{}"));
    }

    [Fact]
    public void A_service_is_registered_once()
    {
        Assert.Throws<InvalidOperationException>(() => _cloud.Register("sqs", _echo));
    }

    private async Task<HttpResponseMessage> SendAsync(
        bool overHttp, string? target, string body, string? authorization = Authorization, CancellationToken cancellationToken = default)
    {
        using HttpMessageHandler handler = overHttp ? new SocketsHttpHandler() : _cloud.CreateHandler();
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        if (target is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        }

        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await client.SendAsync(request, cancellationToken);
    }

    private sealed class Fault(Func<AwsRequest, CancellationToken, ValueTask<AwsResponse?>> before) : IFaultInjector
    {
        public ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken) => before(request, cancellationToken);
    }

    /// <summary>Answers with what it was asked; waits or throws on demand.</summary>
    private sealed class EchoService : IAwsService
    {
        public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
        {
            switch (request.Operation)
            {
                case "Throw":
                    throw new InvalidDataException("broken on purpose");
                case "Wait":
                    Waiting.TrySetResult();
                    try
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                    }
                    finally
                    {
                        Cancelled.TrySetResult();
                    }

                    break;
            }

            var text = $"{request.Service} {request.Region} {request.Operation} {Encoding.UTF8.GetString(request.Body.Span)}";
            return new AwsResponse(200, Encoding.UTF8.GetBytes(text));
        }
    }
}
