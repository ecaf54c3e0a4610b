using System.Text;
using System.Text.Json;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Sqs;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sources;
using DataSync.LocalAws.Sqs;
using Xunit;

namespace DataSync.Aws.Tests.Local;

/// <summary>SQS as event source mappings and the live view see it, in process.</summary>
public sealed class QueueReaderTests : IAsyncLifetime
{
    private readonly LocalSqsServer _server = LocalSqsServer.InProcess();
    private string _url = string.Empty;
    private string _arn = string.Empty;

    private SqsService Service => _server.Cloud.Sqs;

    public async Task InitializeAsync()
    {
        using var sqs = _server.Client("eu-west-1");
        _url = (await sqs.CreateQueueAsync("changes")).QueueUrl;
        _arn = LocalSqsServer.ArnOf(_url);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_record_has_the_wire_shape_of_lambdas_event()
    {
        using var sqs = _server.Client("eu-west-1");
        var attributes = new Dictionary<string, MessageAttributeValue> { ["kind"] = new() { DataType = "String", StringValue = "put" } };
        await sqs.SendMessageAsync(new SendMessageRequest(_url, "{\"a\":1}") { MessageAttributes = attributes });

        var received = Assert.Single(await ReceiveAsync());

        using var json = JsonDocument.Parse(received.Json);
        var record = json.RootElement;
        Assert.Equal(
            ["messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfMessageAttributes", "md5OfBody", "eventSource", "eventSourceARN", "awsRegion"],
            record.EnumerateObject().Select(property => property.Name));
        Assert.Equal(received.MessageId, record.GetProperty("messageId").GetString());
        Assert.Equal(received.ReceiptHandle, record.GetProperty("receiptHandle").GetString());
        Assert.Equal("{\"a\":1}", record.GetProperty("body").GetString());
        Assert.Equal((_arn, "eu-west-1", "aws:sqs"), (record.GetProperty("eventSourceARN").GetString(), record.GetProperty("awsRegion").GetString(), record.GetProperty("eventSource").GetString()));
        Assert.Equal(
            ["ApproximateReceiveCount", "SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp"],
            record.GetProperty("attributes").EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            """{"stringValue":"put","stringListValues":[],"binaryListValues":[],"dataType":"String"}""",
            record.GetProperty("messageAttributes").GetProperty("kind").GetRawText());
    }

    [Fact]
    public async Task A_record_without_attributes_has_an_empty_object_of_them()
    {
        await SendAsync("x");

        var received = Assert.Single(await ReceiveAsync());

        using var json = JsonDocument.Parse(received.Json);
        Assert.Equal("{}", json.RootElement.GetProperty("messageAttributes").GetRawText());
        Assert.False(json.RootElement.TryGetProperty("md5OfMessageAttributes", out _));
    }

    [Fact]
    public async Task A_read_takes_more_than_ten_messages()
    {
        for (var count = 0; count < 25; count++)
        {
            await SendAsync("x");
        }

        Assert.Equal(25, (await ReceiveAsync(max: 1_000)).Count);
    }

    [Fact]
    public async Task A_waiting_read_ends_with_the_message_that_arrives()
    {
        var read = ReceiveAsync(wait: TimeSpan.FromHours(1)).AsTask();
        await _server.ReceiveWaitsAsync(_url);

        await SendAsync("x");

        Assert.Single(await read);
    }

    [Fact]
    public async Task A_cancelled_read_takes_no_message()
    {
        using var cancellation = new CancellationTokenSource();
        var read = ReceiveAsync(wait: TimeSpan.FromHours(1), cancellationToken: cancellation.Token).AsTask();
        await _server.ReceiveWaitsAsync(_url);

        await cancellation.CancelAsync();
        await SendAsync("x");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        Assert.Equal(1, Service.Depth(_arn).Visible);
    }

    [Fact]
    public async Task Deleting_and_changing_visibility_ignore_stale_handles()
    {
        await SendAsync("x");
        var stale = Assert.Single(await ReceiveAsync(visibility: TimeSpan.Zero));
        var current = Assert.Single(await ReceiveAsync());

        Service.Delete(_arn, stale.ReceiptHandle);
        Service.ChangeVisibility(_arn, stale.ReceiptHandle, TimeSpan.Zero);
        var afterStale = Service.Depth(_arn);
        Service.ChangeVisibility(_arn, current.ReceiptHandle, TimeSpan.Zero);
        var afterChange = Service.Depth(_arn);
        Service.Delete(_arn, current.ReceiptHandle);

        Assert.Equal((0, 1), (afterStale.Visible, afterStale.InFlight));
        Assert.Equal((1, 0), (afterChange.Visible, afterChange.InFlight));
        Assert.Equal(default, Service.Depth(_arn));
    }

    [Fact]
    public async Task Depth_counts_by_state_and_knows_the_oldest()
    {
        await SendAsync("oldest");
        _server.Time.Advance(TimeSpan.FromSeconds(90));
        await SendAsync("visible");
        await SendAsync("delayed", delaySeconds: 60);
        await ReceiveAsync(max: 1);

        Assert.Equal(new QueueDepth(1, 1, 1, TimeSpan.FromSeconds(90)), Service.Depth(_arn));
    }

    [Fact]
    public async Task An_unknown_queue_is_a_missing_key()
    {
        const string Unknown = "arn:aws:sqs:eu-west-1:000000000000:unknown";

        Assert.Throws<KeyNotFoundException>(() => Service.Depth(Unknown));
        Assert.Throws<KeyNotFoundException>(() => Service.Delete(Unknown, "handle"));
        await Assert.ThrowsAsync<KeyNotFoundException>(
            () => Service.ReceiveAsync(Unknown, 1, TimeSpan.Zero, visibility: null, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task No_more_than_120_000_messages_are_in_flight()
    {
        using var sqs = _server.Client("eu-west-1");
        var entries = string.Join(',', Enumerable.Range(0, 10).Select(number => $$"""{"Id":"{{number}}","MessageBody":"x"}"""));
        var batch = new AwsRequest("sqs", "eu-west-1", "SendMessageBatch", Encoding.UTF8.GetBytes($$"""{"QueueUrl":"{{_url}}","Entries":[{{entries}}]}"""));
        for (var sent = 0; sent < 120_010; sent += 10)
        {
            await Service.HandleAsync(batch, CancellationToken.None);
        }

        var received = await ReceiveAsync(max: 200_000);
        var error = await Assert.ThrowsAsync<OverLimitException>(() => sqs.ReceiveMessageAsync(_url));
        Service.Delete(_arn, received[0].ReceiptHandle);

        Assert.Equal(120_000, received.Count);
        Assert.Equal("OverLimit", error.ErrorCode);
        Assert.Single((await sqs.ReceiveMessageAsync(_url)).Messages);
    }

    private ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        int max = 10, TimeSpan wait = default, TimeSpan? visibility = null, CancellationToken cancellationToken = default) =>
        Service.ReceiveAsync(_arn, max, wait, visibility, cancellationToken);

    private async Task SendAsync(string body, int delaySeconds = 0)
    {
        using var sqs = _server.Client("eu-west-1");
        await sqs.SendMessageAsync(new SendMessageRequest(_url, body) { DelaySeconds = delaySeconds });
    }
}
