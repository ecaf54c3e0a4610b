using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>Redrive policies, and the tasks that move dead letters back.</summary>
public sealed class DeadLetterContract : SqsContract
{
    [ContractFact]
    public async Task A_message_received_too_often_moves_to_the_dead_letter_queue()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 2);
        var sent = await Sqs.SendMessageAsync(url, "x");
        await ReceiveAsync(url, visibilityTimeout: 0);
        await ReceiveAsync(url, visibilityTimeout: 0);

        var third = await ReceiveAsync(url);

        Assert.Empty(third);
        var letter = Assert.Single(await ReceiveAsync(dead));
        Assert.Equal(sent.MessageId, letter.MessageId);
        Assert.Equal(await ArnAsync(url), letter.Attributes["DeadLetterQueueSourceArn"]);
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_dead_letter_keeps_its_age_and_expires_by_it()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await Sqs.SetQueueAttributesAsync(dead, new() { ["MessageRetentionPeriod"] = "60" });
        await Sqs.SendMessageAsync(url, "x");
        var sent = Assert.Single(await ReceiveAsync(url, visibilityTimeout: 0)).Attributes["SentTimestamp"];
        await Server.AdvanceAsync(TimeSpan.FromSeconds(59));
        await ReceiveAsync(url);

        var letter = Assert.Single(await ReceiveAsync(dead, visibilityTimeout: 0));
        await Server.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(sent, letter.Attributes["SentTimestamp"]);
        Assert.Empty(await ReceiveAsync(dead));
    }

    [ContractFact]
    public async Task Messages_behind_a_dead_letter_come_in_the_same_receive()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await Sqs.SendMessageAsync(url, "poison");
        await ReceiveAsync(url, visibilityTimeout: 0);
        await Sqs.SendMessageAsync(url, "good");

        var received = await ReceiveBodiesAsync(url);

        Assert.Equal(["good"], received);
        Assert.Equal(["poison"], await ReceiveBodiesAsync(dead));
    }

    [ContractFact]
    public async Task A_fifo_dead_letter_lets_its_group_go_on()
    {
        var dead = await CreateQueueAsync(("FifoQueue", "true"), ("ContentBasedDeduplication", "true"));
        var url = await CreateQueueAsync(
            ("FifoQueue", "true"), ("ContentBasedDeduplication", "true"), ("RedrivePolicy", Policy(await ArnAsync(dead), 1)));
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "poison") { MessageGroupId = "g" });
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "next") { MessageGroupId = "g" });
        await ReceiveAsync(url, max: 1, visibilityTimeout: 0);

        var received = await ReceiveBodiesAsync(url);

        Assert.Equal(["next"], received);
        Assert.Equal("g", Assert.Single(await ReceiveAsync(dead)).Attributes["MessageGroupId"]);
    }

    [ContractFact]
    public async Task A_policy_reads_back_and_can_be_removed()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 7);

        using var policy = JsonDocument.Parse((await AttributesAsync(url))["RedrivePolicy"]);
        var sources = await Sqs.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = dead });
        await Sqs.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = string.Empty });

        Assert.Equal(7, policy.RootElement.GetProperty("maxReceiveCount").GetInt32());
        Assert.Equal(await ArnAsync(dead), policy.RootElement.GetProperty("deadLetterTargetArn").GetString());
        Assert.Equal([url], sources.QueueUrls);
        Assert.DoesNotContain("RedrivePolicy", (await AttributesAsync(url)).Keys);
    }

    [ContractFact]
    public async Task A_policy_needs_a_fitting_dead_letter_queue()
    {
        var closed = await CreateQueueAsync(("RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}"));
        var fifo = await CreateQueueAsync(("FifoQueue", "true"));
        string[] targets = [$"arn:aws:sqs:{Region}:{Server.AccountId}:missing", await ArnAsync(closed), await ArnAsync(fifo)];

        foreach (var target in targets)
        {
            var error = await Assert.ThrowsAsync<AmazonSQSException>(() => CreateQueueAsync(("RedrivePolicy", Policy(target, 3))));
            Assert.Equal("InvalidParameterValue", error.ErrorCode);
        }

        await Assert.ThrowsAsync<InvalidAttributeValueException>(() => CreateQueueAsync(("RedrivePolicy", Policy(targets[0], 1001))));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_move_task_returns_dead_letters_as_new_messages()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await Sqs.SendMessageAsync(url, "x");
        var original = Assert.Single(await ReceiveAsync(url, visibilityTimeout: 0));
        await ReceiveAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(10));

        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = await ArnAsync(dead) });
        await Server.AdvanceAsync(TimeSpan.FromSeconds(2));

        var moved = Assert.Single(await ReceiveAsync(url));
        Assert.NotEqual(original.MessageId, moved.MessageId);
        Assert.Equal("1", moved.Attributes["ApproximateReceiveCount"]);
        var task = Assert.Single((await ListTasksAsync(dead)).Results);
        Assert.Equal(("COMPLETED", 1), (task.Status, task.ApproximateNumberOfMessagesMoved));
        Assert.Null(task.TaskHandle);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_move_task_keeps_to_its_rate_and_can_be_cancelled()
    {
        var (_, dead) = await CreatePairAsync(maxReceiveCount: 1);
        var destination = await CreateQueueAsync();
        await Sqs.SendMessageBatchAsync(dead, [.. Enumerable.Range(0, 5).Select(number => new SendMessageBatchRequestEntry($"{number}", "x"))]);
        var request = new StartMessageMoveTaskRequest
        {
            SourceArn = await ArnAsync(dead),
            DestinationArn = await ArnAsync(destination),
            MaxNumberOfMessagesPerSecond = 2,
        };
        var handle = (await Sqs.StartMessageMoveTaskAsync(request)).TaskHandle;
        await Server.AdvanceAsync(TimeSpan.FromSeconds(1));

        var second = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.StartMessageMoveTaskAsync(request));
        var cancelled = await Sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle });
        await Server.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal("InvalidParameterValue", second.ErrorCode);
        Assert.InRange(cancelled.ApproximateNumberOfMessagesMoved ?? 0, 2, 4);
        Assert.Equal(cancelled.ApproximateNumberOfMessagesMoved, (await ReceiveAsync(destination)).Count);
        Assert.Equal("CANCELLED", Assert.Single((await ListTasksAsync(dead)).Results).Status);
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_move_task_without_a_known_source_fails_and_loses_nothing()
    {
        var (_, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await Sqs.SendMessageAsync(dead, "sent here directly");

        await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = await ArnAsync(dead) });
        await Server.AdvanceAsync(TimeSpan.FromSeconds(2));

        var task = Assert.Single((await ListTasksAsync(dead)).Results);
        Assert.Equal(("FAILED", "CouldNotDetermineMessageSource"), (task.Status, task.FailureReason));
        Assert.Equal(["sent here directly"], await ReceiveBodiesAsync(dead));
    }

    [ContractFact]
    public async Task Only_a_dead_letter_queue_can_be_moved_from()
    {
        var url = await CreateQueueAsync();

        var noDeadLetterQueue = await Assert.ThrowsAsync<AmazonSQSException>(async () =>
            await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = await ArnAsync(url) }));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = $"arn:aws:sqs:{Region}:{Server.AccountId}:missing" }));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            Sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = "none" }));

        Assert.Equal("InvalidParameterValue", noDeadLetterQueue.ErrorCode);
    }

    private static string Policy(string targetArn, int maxReceiveCount) =>
        $$"""{"deadLetterTargetArn":"{{targetArn}}","maxReceiveCount":"{{maxReceiveCount}}"}""";

    private async Task<(string Url, string DeadLetterUrl)> CreatePairAsync(int maxReceiveCount)
    {
        var dead = await CreateQueueAsync();
        return (await CreateQueueAsync(("RedrivePolicy", Policy(await ArnAsync(dead), maxReceiveCount))), dead);
    }

    private async Task<ListMessageMoveTasksResponse> ListTasksAsync(string deadLetterUrl) =>
        await Sqs.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = await ArnAsync(deadLetterUrl) });
}
