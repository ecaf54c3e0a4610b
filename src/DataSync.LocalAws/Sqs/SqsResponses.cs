using System.Text.Json.Serialization;

namespace DataSync.LocalAws.Sqs;

// The response shapes of the service's JSON protocol; names are AWS's. Empty lists are left out, as AWS leaves them out,
// except where the model calls them required.
internal sealed record EmptyResult;

internal sealed record QueueUrlResult(string QueueUrl);

internal sealed record ListQueuesResult(List<string>? QueueUrls, string? NextToken);

internal sealed record ListDeadLetterSourceQueuesResult([property: JsonPropertyName("queueUrls")] List<string> QueueUrls, string? NextToken);

internal sealed record QueueAttributesResult(Dictionary<string, string>? Attributes);

internal sealed record QueueTagsResult(Dictionary<string, string>? Tags);

internal sealed record SendMessageResult(
    [property: JsonPropertyName("MD5OfMessageBody")] string BodyMd5,
    [property: JsonPropertyName("MD5OfMessageAttributes")] string? AttributesMd5,
    [property: JsonPropertyName("MD5OfMessageSystemAttributes")] string? SystemAttributesMd5,
    string MessageId,
    string? SequenceNumber);

internal sealed record SendBatchResultEntry(
    string Id,
    [property: JsonPropertyName("MD5OfMessageBody")] string BodyMd5,
    [property: JsonPropertyName("MD5OfMessageAttributes")] string? AttributesMd5,
    [property: JsonPropertyName("MD5OfMessageSystemAttributes")] string? SystemAttributesMd5,
    string MessageId,
    string? SequenceNumber);

internal sealed record BatchResultEntry(string Id);

internal sealed record BatchErrorEntry(string Id, bool SenderFault, string Code, string Message);

internal sealed record SendBatchResult(List<SendBatchResultEntry>? Successful, List<BatchErrorEntry>? Failed);

internal sealed record BatchResult(List<BatchResultEntry>? Successful, List<BatchErrorEntry>? Failed);

internal sealed record ReceivedMessageShape(
    string MessageId,
    string ReceiptHandle,
    string Body,
    [property: JsonPropertyName("MD5OfBody")] string BodyMd5,
    Dictionary<string, string>? Attributes,
    Dictionary<string, MessageAttributeValue>? MessageAttributes,
    [property: JsonPropertyName("MD5OfMessageAttributes")] string? AttributesMd5);

internal sealed record ReceiveMessageResult(List<ReceivedMessageShape>? Messages);

internal sealed record StartMessageMoveTaskResult(string TaskHandle);

internal sealed record MoveTaskEntry(
    string? TaskHandle,
    string Status,
    string SourceArn,
    string? DestinationArn,
    int? MaxNumberOfMessagesPerSecond,
    long ApproximateNumberOfMessagesMoved,
    long ApproximateNumberOfMessagesToMove,
    string? FailureReason,
    long StartedTimestamp);

internal sealed record ListMessageMoveTasksResult(List<MoveTaskEntry>? Results);

internal sealed record CancelMessageMoveTaskResult(long ApproximateNumberOfMessagesMoved);

internal sealed record ErrorResult([property: JsonPropertyName("__type")] string Type, [property: JsonPropertyName("message")] string Message);
