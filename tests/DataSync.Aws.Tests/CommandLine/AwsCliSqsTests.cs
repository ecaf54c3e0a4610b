using System.Text.Json;
using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>
/// Queues by the AWS CLI. It needs <c>--endpoint-url</c>: version 1 takes its own endpoint for SQS (REGION.queue.amazonaws.com), whatever AWS_ENDPOINT_URL says.
/// The queue URL's host does not matter to it.
/// </summary>
public sealed class AwsCliSqsTests
{
    [SkippableFact]
    public async Task Messages_are_sent_received_and_deleted()
    {
        await using var aws = await AwsCli.StartAsync();
        var url = await CreateAsync(aws, "changes");
        await aws.RunAsync("sqs", "send-message", "--queue-url", url, "--message-body", "one", "--message-attributes", """{"kind":{"DataType":"String","StringValue":"x"}}""");
        var sent = await aws.RunAsync("sqs", "send-message-batch", "--queue-url", url, "--entries", """[{"Id":"a","MessageBody":"two"},{"Id":"b","MessageBody":"three","DelaySeconds":900}]""");

        var received = await aws.RunAsync("sqs", "receive-message", "--queue-url", url, "--max-number-of-messages", "10", "--message-attribute-names", "All", "--wait-time-seconds", "1");
        var messages = received.GetProperty("Messages").EnumerateArray().ToList();
        await aws.RunAsync("sqs", "delete-message", "--queue-url", url, "--receipt-handle", Handle(messages[0]));
        await aws.RunAsync("sqs", "change-message-visibility", "--queue-url", url, "--receipt-handle", Handle(messages[1]), "--visibility-timeout", "0");
        var attributes = await aws.RunAsync("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All");
        await aws.RunAsync("sqs", "purge-queue", "--queue-url", url);
        var empty = await aws.RunAsync("sqs", "receive-message", "--queue-url", url);

        Assert.Equal(2, sent.GetProperty("Successful").GetArrayLength());
        Assert.Equal(["one", "two"], messages.Select(message => message.GetProperty("Body").GetString()));
        Assert.Equal("x", messages[0].GetProperty("MessageAttributes").GetProperty("kind").GetProperty("StringValue").GetString());
        Assert.Equal("1", attributes.GetProperty("Attributes").GetProperty("ApproximateNumberOfMessages").GetString());
        Assert.Equal("1", attributes.GetProperty("Attributes").GetProperty("ApproximateNumberOfMessagesDelayed").GetString());
        Assert.Equal(JsonValueKind.Undefined, empty.ValueKind);
    }

    [SkippableFact]
    public async Task Queues_are_found_changed_and_deleted()
    {
        await using var aws = await AwsCli.StartAsync();
        var url = await CreateAsync(aws, "changes");

        await aws.RunAsync("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", "VisibilityTimeout=77");
        await aws.RunAsync("sqs", "add-permission", "--queue-url", url, "--label", "producers", "--aws-account-ids", "111111111111", "--actions", "SendMessage");
        var list = await aws.RunAsync("sqs", "list-queues", "--queue-name-prefix", "ch");
        var attributes = await aws.RunAsync("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "VisibilityTimeout", "Policy");
        await aws.RunAsync("sqs", "delete-queue", "--queue-url", url);
        var gone = await aws.FailAsync("sqs", "get-queue-url", "--queue-name", "changes");

        Assert.Equal([url], list.GetProperty("QueueUrls").EnumerateArray().Select(queue => queue.GetString()));
        Assert.Equal("77", attributes.GetProperty("Attributes").GetProperty("VisibilityTimeout").GetString());
        Assert.Contains("producers", attributes.GetProperty("Attributes").GetProperty("Policy").GetString(), StringComparison.Ordinal);
        Assert.Contains("(AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation: The specified queue does not exist.", gone, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Dead_letters_are_moved_back()
    {
        await using var aws = await AwsCli.StartAsync();
        var dead = await CreateAsync(aws, "dead");
        const string DeadArn = $"arn:aws:sqs:{AwsCli.Region}:000000000000:dead";
        var url = await CreateAsync(aws, "work", "--attributes", """{"RedrivePolicy":"{\"deadLetterTargetArn\":\"ARN\",\"maxReceiveCount\":\"1\"}"}""".Replace("ARN", DeadArn, StringComparison.Ordinal));
        await aws.RunAsync("sqs", "send-message", "--queue-url", url, "--message-body", "poison");
        await aws.RunAsync("sqs", "receive-message", "--queue-url", url, "--visibility-timeout", "0");
        await aws.RunAsync("sqs", "receive-message", "--queue-url", url);
        var sources = await aws.RunAsync("sqs", "list-dead-letter-source-queues", "--queue-url", dead);

        await aws.RunAsync("sqs", "start-message-move-task", "--source-arn", DeadArn);
        var tasks = await aws.RunAsync("sqs", "list-message-move-tasks", "--source-arn", DeadArn);
        var back = await aws.RunAsync("sqs", "receive-message", "--queue-url", url, "--wait-time-seconds", "5");

        Assert.Equal([url], sources.GetProperty("queueUrls").EnumerateArray().Select(queue => queue.GetString()));
        Assert.Equal("COMPLETED", Assert.Single(tasks.GetProperty("Results").EnumerateArray()).GetProperty("Status").GetString());
        Assert.Equal("poison", Assert.Single(back.GetProperty("Messages").EnumerateArray()).GetProperty("Body").GetString());
    }

    private static string Handle(JsonElement message) => message.GetProperty("ReceiptHandle").GetString()!;

    private static async Task<string> CreateAsync(AwsCli aws, string name, params string[] more) =>
        (await aws.RunAsync(["sqs", "create-queue", "--queue-name", name, .. more])).GetProperty("QueueUrl").GetString()!;
}
