using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>FIFO queues: order within groups, and deduplication.</summary>
public sealed class FifoContract : SqsContract
{
    [ContractFact]
    public async Task A_group_is_received_in_the_order_it_was_sent()
    {
        var url = await CreateFifoAsync();
        foreach (var body in new[] { "1", "2", "3" })
        {
            await SendAsync(url, "g", body);
        }

        var messages = await ReceiveAsync(url);

        Assert.Equal(["1", "2", "3"], messages.Select(message => message.Body));
        Assert.All(messages, message => Assert.Equal("g", message.Attributes["MessageGroupId"]));
        var numbers = messages.Select(message => message.Attributes["SequenceNumber"]).ToList();
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
        Assert.All(numbers, number => Assert.Equal(20, number.Length));
    }

    [ContractFact]
    public async Task A_group_with_a_message_in_flight_waits()
    {
        var url = await CreateFifoAsync();
        await SendAsync(url, "a", "a1");
        await SendAsync(url, "a", "a2");
        await SendAsync(url, "b", "b1");
        var first = Assert.Single(await ReceiveAsync(url, max: 1));

        var others = await ReceiveBodiesAsync(url);
        await Sqs.DeleteMessageAsync(url, first.ReceiptHandle);

        Assert.Equal("a1", first.Body);
        Assert.Equal(["b1"], others);
        Assert.Equal(["a2"], await ReceiveBodiesAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_message_that_times_out_comes_before_those_behind_it()
    {
        var url = await CreateFifoAsync(("VisibilityTimeout", "10"));
        await SendAsync(url, "g", "1");
        await SendAsync(url, "g", "2");
        await ReceiveAsync(url, max: 1);

        await Server.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["1", "2"], await ReceiveBodiesAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task Deleting_the_later_of_two_in_flight_keeps_the_group_waiting()
    {
        var url = await CreateFifoAsync(("VisibilityTimeout", "10"));
        foreach (var body in new[] { "1", "2", "3" })
        {
            await SendAsync(url, "g", body);
        }

        var two = await ReceiveAsync(url, max: 2);
        await Sqs.DeleteMessageAsync(url, two[1].ReceiptHandle);
        var meanwhile = await ReceiveBodiesAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(meanwhile);
        Assert.Equal(["1", "3"], await ReceiveBodiesAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task The_same_deduplication_id_is_one_message_for_five_minutes()
    {
        var url = await CreateFifoAsync(("ContentBasedDeduplication", "false"));
        var first = await SendAsync(url, "g", "first", "id");
        await Server.AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));

        var duplicate = await SendAsync(url, "g", "second", "id");
        await Server.AdvanceAsync(TimeSpan.FromSeconds(1));
        var later = await SendAsync(url, "g", "third", "id");

        Assert.Equal((first.MessageId, first.SequenceNumber), (duplicate.MessageId, duplicate.SequenceNumber));
        Assert.NotEqual(first.MessageId, later.MessageId);
        Assert.Equal(["first", "third"], await ReceiveBodiesAsync(url));
    }

    [ContractFact]
    public async Task Deduplication_outlives_the_deletion_of_the_message()
    {
        var url = await CreateFifoAsync();
        await SendAsync(url, "g", "same");
        var message = Assert.Single(await ReceiveAsync(url));
        await Sqs.DeleteMessageAsync(url, message.ReceiptHandle);

        await SendAsync(url, "g", "same");

        Assert.Empty(await ReceiveAsync(url));
    }

    [ContractFact]
    public async Task Deduplication_by_group_tells_groups_apart()
    {
        var url = await CreateFifoAsync(("DeduplicationScope", "messageGroup"));

        await SendAsync(url, "a", "same");
        await SendAsync(url, "b", "same");

        Assert.Equal(2, (await ReceiveAsync(url)).Count);
    }

    [ContractFact]
    public async Task What_fifo_requires_and_forbids_is_checked()
    {
        var url = await CreateFifoAsync(("ContentBasedDeduplication", "false"));
        var standard = await CreateQueueAsync();

        var noGroup = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(url, "x"));
        var noId = await Assert.ThrowsAsync<AmazonSQSException>(() => SendAsync(url, "g", "x"));
        var delayed = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(
            new SendMessageRequest(url, "x") { MessageGroupId = "g", MessageDeduplicationId = "id", DelaySeconds = 5 }));
        var onStandard = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(
            new SendMessageRequest(standard, "x") { MessageDeduplicationId = "id" }));

        Assert.Equal("MissingParameter", noGroup.ErrorCode);
        Assert.All([noId, delayed, onStandard], error => Assert.Equal("InvalidParameterValue", error.ErrorCode));
    }

    [ContractFact]
    public async Task An_expired_receipt_does_not_delete()
    {
        var url = await CreateFifoAsync();
        await SendAsync(url, "g", "x");
        var message = Assert.Single(await ReceiveAsync(url, visibilityTimeout: 0));

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.DeleteMessageAsync(url, message.ReceiptHandle));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Equal(["x"], await ReceiveBodiesAsync(url));
    }

    [ContractFact]
    public async Task High_throughput_needs_deduplication_by_group()
    {
        await Assert.ThrowsAsync<InvalidAttributeValueException>(() => CreateFifoAsync(("FifoThroughputLimit", "perMessageGroupId")));

        await CreateFifoAsync(("FifoThroughputLimit", "perMessageGroupId"), ("DeduplicationScope", "messageGroup"));
    }

    [ContractFact]
    public async Task A_receive_that_is_tried_again_returns_the_same_messages()
    {
        var url = await CreateFifoAsync();
        await SendAsync(url, "g", "1");
        await SendAsync(url, "g", "2");
        var request = new ReceiveMessageRequest(url) { ReceiveRequestAttemptId = "attempt-1" };

        var first = Assert.Single((await Sqs.ReceiveMessageAsync(request)).Messages);
        var again = Assert.Single((await Sqs.ReceiveMessageAsync(request)).Messages);
        await Sqs.DeleteMessageAsync(url, again.ReceiptHandle);
        var next = Assert.Single((await Sqs.ReceiveMessageAsync(request)).Messages);

        Assert.Equal((first.MessageId, first.ReceiptHandle), (again.MessageId, again.ReceiptHandle));
        Assert.Equal("2", next.Body);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_receive_that_is_tried_again_starts_the_timeout_anew()
    {
        var url = await CreateFifoAsync(("VisibilityTimeout", "10"));
        await SendAsync(url, "g", "1");
        var request = new ReceiveMessageRequest(url) { ReceiveRequestAttemptId = "attempt-1" };
        await Sqs.ReceiveMessageAsync(request);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(9));

        await Sqs.ReceiveMessageAsync(request);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(9));
        var early = await ReceiveAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Empty(early);
        Assert.Equal("2", Assert.Single(await ReceiveAsync(url)).Attributes["ApproximateReceiveCount"]);
    }

    [ContractFact]
    public async Task A_batch_keeps_the_order_within_each_group()
    {
        var url = await CreateFifoAsync();
        List<SendMessageBatchRequestEntry> entries = [.. Enumerable.Range(0, 6).Select(n => new SendMessageBatchRequestEntry($"{n}", $"{n}") { MessageGroupId = n % 2 == 0 ? "even" : "odd" })];

        var sent = await Sqs.SendMessageBatchAsync(url, entries);

        var received = await ReceiveAsync(url);
        Assert.All(sent.Successful, entry => Assert.Equal(20, entry.SequenceNumber.Length));
        Assert.Equal(["0", "2", "4"], received.Where(m => m.Attributes["MessageGroupId"] == "even").Select(m => m.Body));
        Assert.Equal(["1", "3", "5"], received.Where(m => m.Attributes["MessageGroupId"] == "odd").Select(m => m.Body));
    }

    [ContractTheory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ünïcode")]
    public async Task Group_and_deduplication_ids_have_their_characters(string id)
    {
        var url = await CreateFifoAsync();

        var group = await Assert.ThrowsAsync<AmazonSQSException>(() => SendAsync(url, id, "x"));
        var deduplication = await Assert.ThrowsAsync<AmazonSQSException>(() => SendAsync(url, "g", "x", id));

        Assert.Equal(("InvalidParameterValue", "InvalidParameterValue"), (group.ErrorCode, deduplication.ErrorCode));
    }

    [ContractFact]
    public async Task Ids_of_128_characters_fit_and_longer_ones_do_not()
    {
        var url = await CreateFifoAsync();

        await SendAsync(url, new string('g', 128), "x", new string('d', 128));
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => SendAsync(url, new string('g', 129), "x"));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    private Task<string> CreateFifoAsync(params (string Name, string Value)[] attributes)
    {
        (string Name, string Value)[] defaults = [("FifoQueue", "true"), ("ContentBasedDeduplication", "true")];
        return CreateQueueAsync([.. attributes.Concat(defaults).DistinctBy(attribute => attribute.Name)]);
    }

    private Task<SendMessageResponse> SendAsync(string url, string group, string body, string? deduplicationId = null) =>
        Sqs.SendMessageAsync(new SendMessageRequest(url, body) { MessageGroupId = group, MessageDeduplicationId = deduplicationId });
}
