using System.Net;
using System.Net.Sockets;
using System.Text;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Tests.Remote;

public sealed class RemoteServiceTests : IAsyncLifetime, IDisposable
{
    private readonly LocalCloud _server = new(new LocalCloudOptions { Time = TimeProvider.System });
    private readonly Calls _calls = new();
    private RemoteService? _service;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "dynamodb", "dynamodbstreams", "sqs" })
        {
            _server.Register(name, _calls);
        }

        _service = new RemoteService(RemoteEndpoint.Parse("test", (await _server.ListenAsync()).Uri.ToString()), TimeProvider.System);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _service?.Dispose();

    [Theory]
    [InlineData("dynamodb", "PutItem")]
    [InlineData("dynamodbstreams", "GetRecords")]
    [InlineData("sqs", "SendMessage")]
    public async Task Call_arrives_with_its_service_its_region_its_operation_and_its_bytes(string service, string operation)
    {
        _calls.Answers.Enqueue(() => new AwsResponse(200, "{}"u8.ToArray()));

        await _service!.HandleAsync(new AwsRequest(service, "eu-west-1", operation, """{"a":"é"}"""u8.ToArray(), "LOCAL-us-east-1"), CancellationToken.None);

        var seen = Assert.Single(_calls.Seen);
        Assert.Equal((service, "eu-west-1", operation, """{"a":"é"}"""), (seen.Service, seen.Region, seen.Operation, Encoding.UTF8.GetString(seen.Body.Span)));
    }

    [Fact]
    public async Task Every_caller_has_the_same_access_key_there()
    {
        _calls.Answers.Enqueue(() => new AwsResponse(200, "{}"u8.ToArray()));

        await _service!.HandleAsync(new AwsRequest("sqs", "eu-west-1", "ListQueues", "{}"u8.ToArray(), "LOCAL-us-east-1"), CancellationToken.None);

        // Servers exist that keep data apart by it.
        Assert.Equal("local", Assert.Single(_calls.Seen).AccessKeyId);
    }

    [Fact]
    public async Task Refusal_comes_back_unchanged()
    {
        var body = """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"none"}"""u8.ToArray();
        _calls.Answers.Enqueue(() => new AwsResponse(400, body, "AWS.SimpleQueueService.NonExistentQueue;Sender"));

        var response = await _service!.HandleAsync(new AwsRequest("sqs", "eu-west-1", "GetQueueUrl", "{}"u8.ToArray()), CancellationToken.None);

        Assert.Equal((400, "AWS.SimpleQueueService.NonExistentQueue;Sender"), (response.Status, response.QueryErrorCode));
        Assert.Equal(body, response.Body.ToArray());
    }

    [Fact]
    public async Task Broken_connection_is_one_here_too()
    {
        _calls.Answers.Enqueue(() => throw new HttpRequestException("cut off"));

        var call = _service!.HandleAsync(new AwsRequest("sqs", "eu-west-1", "ListQueues", "{}"u8.ToArray()), CancellationToken.None).AsTask();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task Server_that_never_answers_is_given_up_after_a_minute()
    {
        var time = new SignallingTime();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var service = new RemoteService(RemoteEndpoint.Parse("--endpoint-url", $"http://{listener.LocalEndpoint}"), time);

        var call = service.HandleAsync(new AwsRequest("sqs", "eu-west-1", "ListQueues", "{}"u8.ToArray()), CancellationToken.None).AsTask();
        await time.PassAsync(TimeSpan.FromMinutes(1));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => call);

        Assert.Equal($"http://{listener.LocalEndpoint}/ (--endpoint-url) did not answer ListQueues within 60 s.", error.Message);
    }
}
