using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>Everything that takes time: visibility, delays, retention, long polls; and deleting, which ends it.</summary>
public sealed class VisibilityContract : SqsContract
{
    [ContractFact(NeedsControl = true)]
    public async Task A_received_message_is_invisible_until_its_timeout()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "10"));
        await Sqs.SendMessageAsync(url, "x");
        await ReceiveAsync(url);

        await Server.AdvanceAsync(TimeSpan.FromMilliseconds(9_999));
        var early = await ReceiveAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromMilliseconds(1));

        Assert.Empty(early);
        Assert.Equal("2", Assert.Single(await ReceiveAsync(url)).Attributes["ApproximateReceiveCount"]);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_receive_may_set_its_own_timeout()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "x");

        await ReceiveAsync(url, visibilityTimeout: 2);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Single(await ReceiveAsync(url));
    }

    [ContractFact]
    public async Task Changing_visibility_to_zero_returns_a_message_at_once()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "x");
        var message = Assert.Single(await ReceiveAsync(url));

        await Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);

        Assert.Equal(message.MessageId, Assert.Single(await ReceiveAsync(url)).MessageId);
    }

    [ContractFact(NeedsControl = true)]
    public async Task Changing_visibility_counts_from_now()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "10"));
        await Sqs.SendMessageAsync(url, "x");
        var message = Assert.Single(await ReceiveAsync(url));
        await Server.AdvanceAsync(TimeSpan.FromSeconds(9));

        await Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 60);

        await Server.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.Empty(await ReceiveAsync(url));
        await Server.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Single(await ReceiveAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task Twelve_hours_from_the_receive_are_the_limit()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "600"));
        await Sqs.SendMessageAsync(url, "x");
        var message = Assert.Single(await ReceiveAsync(url));
        await Server.AdvanceAsync(TimeSpan.FromSeconds(100));

        var tooLong = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_101));
        await Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 43_100);

        Assert.Equal("InvalidParameterValue", tooLong.ErrorCode);
    }

    [ContractFact]
    public async Task Visibility_of_a_message_not_in_flight_cannot_be_changed()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "x");
        var message = Assert.Single(await ReceiveAsync(url, visibilityTimeout: 0));

        var visible = await Assert.ThrowsAsync<MessageNotInflightException>(() => Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 5));
        await Sqs.DeleteMessageAsync(url, message.ReceiptHandle);
        var deleted = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 5));

        Assert.Equal("AWS.SimpleQueueService.MessageNotInflight", visible.ErrorCode);
        Assert.Equal("InvalidParameterValue", deleted.ErrorCode);
    }

    [ContractFact]
    public async Task Only_the_newest_receipt_deletes()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "x");
        var stale = Assert.Single(await ReceiveAsync(url, visibilityTimeout: 0));
        var current = Assert.Single(await ReceiveAsync(url));

        await Sqs.DeleteMessageAsync(url, stale.ReceiptHandle);
        var afterStale = await CountsAsync(url);
        await Sqs.DeleteMessageAsync(url, current.ReceiptHandle);
        await Sqs.DeleteMessageAsync(url, current.ReceiptHandle);

        Assert.Equal(("0", "1", "0"), afterStale);
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [ContractFact]
    public async Task A_receipt_handle_that_never_was_is_invalid()
    {
        var url = await CreateQueueAsync();
        var other = await CreateQueueAsync();
        await Sqs.SendMessageAsync(other, "x");
        var foreign = Assert.Single(await ReceiveAsync(other)).ReceiptHandle;

        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => Sqs.DeleteMessageAsync(url, "nonsense"));
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => Sqs.ChangeMessageVisibilityAsync(url, foreign, 5));
    }

    [ContractFact]
    public async Task Batches_of_deletes_and_changes_fail_entry_by_entry()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageBatchAsync(url, [new("a", "1"), new("b", "2")]);
        var messages = await ReceiveAsync(url);

        var changed = await Sqs.ChangeMessageVisibilityBatchAsync(
            url, [new("ok", messages[0].ReceiptHandle) { VisibilityTimeout = 0 }, new("bad", "nonsense") { VisibilityTimeout = 0 }]);
        var deleted = await Sqs.DeleteMessageBatchAsync(url, [new("bad", "nonsense"), new("ok", messages[1].ReceiptHandle)]);

        Assert.Equal(("ok", "bad"), (Assert.Single(changed.Successful).Id, Assert.Single(changed.Failed).Id));
        Assert.Equal("ReceiptHandleIsInvalid", changed.Failed[0].Code);
        Assert.Equal(("ok", "bad"), (Assert.Single(deleted.Successful).Id, Assert.Single(deleted.Failed).Id));
        Assert.Equal(("1", "0", "0"), await CountsAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task Delays_of_queue_and_message_hold_a_message_back()
    {
        var url = await CreateQueueAsync(("DelaySeconds", "10"));
        await Sqs.SendMessageAsync(url, "by the queue");
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "by itself") { DelaySeconds = 5 });
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "not at all") { DelaySeconds = 0 });

        var counts = await CountsAsync(url);
        var atOnce = await ReceiveBodiesAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(5));
        var atFive = await ReceiveBodiesAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(("1", "0", "2"), counts);
        Assert.Equal(["not at all"], atOnce);
        Assert.Equal(["by itself"], atFive);
        Assert.Equal(["by the queue"], await ReceiveBodiesAsync(url));
    }

    [ContractFact]
    public async Task A_delay_beyond_fifteen_minutes_is_refused()
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(new SendMessageRequest(url, "x") { DelaySeconds = 901 }));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_message_past_its_retention_is_gone_even_in_flight()
    {
        var url = await CreateQueueAsync(("MessageRetentionPeriod", "60"));
        await Sqs.SendMessageBatchAsync(url, [new("a", "visible"), new("b", "in flight")]);
        await ReceiveAsync(url, max: 1, visibilityTimeout: 600);

        await Server.AdvanceAsync(TimeSpan.FromSeconds(59));
        var before = await CountsAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(("1", "1", "0"), before);
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_long_poll_ends_with_the_message_that_arrives()
    {
        var url = await CreateQueueAsync();
        var poll = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await Server.ReceiveWaitsAsync(url);

        await Sqs.SendMessageAsync(url, "x");

        Assert.Equal("x", Assert.Single((await poll).Messages).Body);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_long_poll_ends_empty_when_its_time_is_up()
    {
        var url = await CreateQueueAsync(("ReceiveMessageWaitTimeSeconds", "20"));
        var poll = Sqs.ReceiveMessageAsync(url);
        await Server.ReceiveWaitsAsync(url);

        await Server.AdvanceAsync(TimeSpan.FromSeconds(20));

        Assert.Null((await poll).Messages);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_long_poll_ends_when_a_message_turns_visible()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "5"));
        await Sqs.SendMessageAsync(url, "x");
        await ReceiveAsync(url);
        var poll = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await Server.ReceiveWaitsAsync(url);

        await Server.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Single((await poll).Messages);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_long_poll_ends_when_visibility_is_set_to_zero()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "x");
        var message = Assert.Single(await ReceiveAsync(url));
        var poll = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await Server.ReceiveWaitsAsync(url);

        await Sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0);

        Assert.Single((await poll).Messages);
    }

    [ContractFact(NeedsControl = true)]
    public async Task Every_long_poll_gets_one_of_the_messages_that_arrive_together()
    {
        var url = await CreateQueueAsync();
        var polls = new List<Task<ReceiveMessageResponse>>();
        for (var count = 0; count < 3; count++)
        {
            polls.Add(Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 }));
            await Server.ReceiveWaitsAsync(url);
        }

        await Sqs.SendMessageBatchAsync(url, [new("a", "1"), new("b", "2"), new("c", "3")]);

        var responses = await Task.WhenAll(polls);
        Assert.Equal(["1", "2", "3"], responses.Select(response => Assert.Single(response.Messages).Body).Order(StringComparer.Ordinal));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_long_poll_ends_when_its_queue_is_deleted()
    {
        var url = await CreateQueueAsync();
        var poll = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        await Server.ReceiveWaitsAsync(url);

        await Sqs.DeleteQueueAsync(url);

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => poll);
    }
}
