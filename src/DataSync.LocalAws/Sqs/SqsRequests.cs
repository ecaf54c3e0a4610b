namespace DataSync.LocalAws.Sqs;

// The request shapes of the service's JSON protocol; names are AWS's. What is absent stays null.
internal sealed record CreateQueueRequest(string? QueueName, Dictionary<string, string>? Attributes, Dictionary<string, string>? Tags);

internal sealed record QueueRequest(string? QueueUrl);

internal sealed record GetQueueUrlRequest(string? QueueName, string? QueueOwnerAWSAccountId);

internal sealed record ListQueuesRequest(string? QueueNamePrefix, int? MaxResults, string? NextToken);

internal sealed record ListDeadLetterSourceQueuesRequest(string? QueueUrl, int? MaxResults, string? NextToken);

internal sealed record GetQueueAttributesRequest(string? QueueUrl, List<string>? AttributeNames);

internal sealed record SetQueueAttributesRequest(string? QueueUrl, Dictionary<string, string>? Attributes);

internal sealed record AddPermissionRequest(string? QueueUrl, string? Label, List<string>? AWSAccountIds, List<string>? Actions);

internal sealed record RemovePermissionRequest(string? QueueUrl, string? Label);

internal sealed record TagQueueRequest(string? QueueUrl, Dictionary<string, string>? Tags);

internal sealed record UntagQueueRequest(string? QueueUrl, List<string>? TagKeys);

internal interface IMessageToSend
{
    string? MessageBody { get; }

    int? DelaySeconds { get; }

    Dictionary<string, MessageAttributeValue>? MessageAttributes { get; }

    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes { get; }

    string? MessageDeduplicationId { get; }

    string? MessageGroupId { get; }
}

internal sealed record SendMessageRequest(
    string? QueueUrl,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttributeValue>? MessageAttributes,
    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId) : IMessageToSend;

internal interface IBatchEntry
{
    string? Id { get; }
}

internal sealed record SendEntry(
    string? Id,
    string? MessageBody,
    int? DelaySeconds,
    Dictionary<string, MessageAttributeValue>? MessageAttributes,
    Dictionary<string, MessageAttributeValue>? MessageSystemAttributes,
    string? MessageDeduplicationId,
    string? MessageGroupId) : IMessageToSend, IBatchEntry;

internal sealed record SendMessageBatchRequest(string? QueueUrl, List<SendEntry>? Entries);

internal sealed record ReceiveMessageRequest(
    string? QueueUrl,
    List<string>? AttributeNames,
    List<string>? MessageSystemAttributeNames,
    List<string>? MessageAttributeNames,
    int? MaxNumberOfMessages,
    int? VisibilityTimeout,
    int? WaitTimeSeconds,
    string? ReceiveRequestAttemptId);

internal sealed record DeleteMessageRequest(string? QueueUrl, string? ReceiptHandle);

internal sealed record DeleteEntry(string? Id, string? ReceiptHandle) : IBatchEntry;

internal sealed record DeleteMessageBatchRequest(string? QueueUrl, List<DeleteEntry>? Entries);

internal sealed record ChangeMessageVisibilityRequest(string? QueueUrl, string? ReceiptHandle, int? VisibilityTimeout);

internal sealed record ChangeVisibilityEntry(string? Id, string? ReceiptHandle, int? VisibilityTimeout) : IBatchEntry;

internal sealed record ChangeMessageVisibilityBatchRequest(string? QueueUrl, List<ChangeVisibilityEntry>? Entries);

internal sealed record StartMessageMoveTaskRequest(string? SourceArn, string? DestinationArn, int? MaxNumberOfMessagesPerSecond);

internal sealed record ListMessageMoveTasksRequest(string? SourceArn, int? MaxResults);

internal sealed record CancelMessageMoveTaskRequest(string? TaskHandle);
