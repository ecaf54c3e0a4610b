using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Tests.Mappings;
using DataSync.LocalAws.Remote;
using DataSync.LocalAws.Sqs;

namespace DataSync.Local.Tests.Remote;

/// <summary>The reader against our own SQS.</summary>
public sealed class RemoteQueueReaderTests : IAsyncLifetime
{
    private const string Region = "eu-west-1";
    private const string Arn = "arn:aws:sqs:eu-west-1:000000000000:work";

    private readonly SignallingTime _time = new();
    private readonly SqsService _service;
    private readonly Calls _calls;
    private readonly RemoteQueueReader _reader;
    private string _url = "";

    public RemoteQueueReaderTests()
    {
        _service = new SqsService(_time, "000000000000");
        _calls = new Calls(_service);
        _reader = new RemoteQueueReader(_calls, Region, _time);
    }

    public async Task InitializeAsync() => _url = (await DoAsync("CreateQueue", """{"QueueName":"work"}""")).GetProperty("QueueUrl").GetString()!;

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Message_is_what_lambda_makes_of_it()
    {
        await DoAsync("SendMessage", $$$$"""
            {"QueueUrl":"{{{{_url}}}}","MessageBody":"\"é\"","MessageAttributes":{"kind":{"DataType":"String","StringValue":"put"},"raw":{"DataType":"Binary","BinaryValue":"AAE="}}}
            """);

        var direct = Assert.Single(await _service.ReceiveAsync(Arn, 1, TimeSpan.Zero, TimeSpan.Zero, CancellationToken.None));
        var message = Assert.Single(await ReceiveAsync(10));

        Assert.Equal(direct.MessageId, message.MessageId);
        Assert.Equal(WithoutReceipt(direct.Json), WithoutReceipt(message.Json));
        Assert.Equal(message.ReceiptHandle, JsonNode.Parse(message.Json.Span)!["receiptHandle"]!.GetValue<string>());
    }

    [Fact]
    public async Task Message_without_attributes_has_an_empty_map_of_them()
    {
        await SendAsync("a");

        var message = Assert.Single(await ReceiveAsync(10));

        Assert.Equal("{}", JsonNode.Parse(message.Json.Span)!["messageAttributes"]!.ToJsonString());
    }

    [Fact]
    public async Task More_than_ten_are_received_in_several_calls()
    {
        for (var i = 0; i < 25; i++)
        {
            await SendAsync($"m{i}");
        }

        var messages = await ReceiveAsync(23);

        Assert.Equal(23, messages.Select(message => message.MessageId).Distinct().Count());
        Assert.Equal(3, _calls.Seen.Count(call => call.Operation == "ReceiveMessage"));
    }

    [Fact]
    public async Task Receiving_waits_for_the_first_message_only()
    {
        var receive = _reader.ReceiveAsync(Arn, 100, TimeSpan.FromSeconds(20), null, CancellationToken.None).AsTask();
        await _time.SetAsync(TimeSpan.FromSeconds(20));
        await SendAsync("a");
        await receive.InTimeAsync();

        Assert.Single(await receive);
    }

    [Fact]
    public async Task Visibility_is_the_one_asked_for()
    {
        await SendAsync("a");

        await _reader.ReceiveAsync(Arn, 1, TimeSpan.Zero, TimeSpan.FromSeconds(5), CancellationToken.None);
        var hidden = await ReceiveAsync(1);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Empty(hidden);
        Assert.Single(await ReceiveAsync(1));
    }

    [Fact]
    public async Task Deleted_message_is_gone_and_deleting_it_again_is_no_error()
    {
        await SendAsync("a");
        var message = Assert.Single(await ReceiveAsync(1));

        await _reader.DeleteAsync(Arn, message.ReceiptHandle, CancellationToken.None);
        await _reader.DeleteAsync(Arn, message.ReceiptHandle, CancellationToken.None);
        await _reader.DeleteAsync(Arn, "no handle", CancellationToken.None);

        Assert.Equal(0, _service.Depth(Arn).InFlight);
    }

    [Fact]
    public async Task Unknown_queue_is_said_to_be_unknown()
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(async () => await _reader.ReceiveAsync(Arn + "x", 1, TimeSpan.Zero, null, CancellationToken.None));

        Assert.Equal($"There is no queue {Arn}x.", error.Message);
    }

    // The second receipt is another one, counted.
    private static string WithoutReceipt(ReadOnlyMemory<byte> json)
    {
        var node = JsonNode.Parse(json.Span)!.AsObject();
        node.Remove("receiptHandle");
        node["attributes"]!.AsObject().Remove("ApproximateReceiveCount");
        return node.ToJsonString();
    }

    private ValueTask<IReadOnlyList<DataSync.LocalAws.Sources.ReceivedMessage>> ReceiveAsync(int count) =>
        _reader.ReceiveAsync(Arn, count, TimeSpan.Zero, null, CancellationToken.None);

    private Task SendAsync(string body) => DoAsync("SendMessage", $$"""{"QueueUrl":"{{_url}}","MessageBody":"{{body}}"}""");

    private Task<JsonElement> DoAsync(string operation, string body) => Calls.DoAsync(_service, "sqs", Region, operation, body);
}
