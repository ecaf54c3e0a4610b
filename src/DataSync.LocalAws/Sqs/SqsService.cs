using System.Text.Json.Serialization.Metadata;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.Sqs;

/// <summary>
/// SQS in memory, over its JSON protocol and in process for event source mappings. Queues are told apart by the region
/// of the caller and the name; everything that takes time runs on the given clock.
/// </summary>
public sealed class SqsService : IAwsService, IQueueReader
{
    private readonly string _accountId;
    private readonly QueueDirectory _directory;
    private readonly QueueOperations _queues;
    private readonly MessageOperations _messages;
    private readonly MoveTaskOperations _moves;

    /// <param name="time">Drives delays, visibility timeouts, retention, deduplication and long polls.</param>
    /// <param name="accountId">The account every queue belongs to: twelve digits.</param>
    public SqsService(TimeProvider time, string accountId)
    {
        _accountId = accountId;
        _directory = new QueueDirectory(time, accountId);
        _queues = new QueueOperations(_directory);
        _messages = new MessageOperations(_directory);
        _moves = new MoveTaskOperations(time, _directory);
    }

    /// <inheritdoc/>
    public async ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.Operation == "ReceiveMessage"
                ? await ReceiveAsync(request, cancellationToken)
                : HandleMessage(request) ?? HandleQueue(request) ?? HandleMoveTask(request) ?? throw SqsException.UnknownOperation(request.Operation);
        }
        catch (SqsException error)
        {
            return SqsJson.Error(error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        string queueArn, int maxMessages, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken)
    {
        var queue = Require(queueArn);
        try
        {
            var deliveries = await _messages.ReceiveAsync(queue, maxMessages, wait, visibility, cancellationToken);
            return deliveries.ConvertAll(delivery =>
                new ReceivedMessage(delivery.Message.Id, delivery.ReceiptHandle, LambdaRecord.Write(delivery, queue, _accountId)));
        }
        catch (SqsException) when (queue.IsDeleted)
        {
            throw Unknown(queueArn);
        }
    }

    /// <inheritdoc cref="IQueueReader.DeleteAsync"/>
    public void Delete(string queueArn, string receiptHandle) =>
        IgnoreStale(() =>
        {
            var queue = Require(queueArn);
            queue.Delete(MessageOperations.ReadHandle(queue, receiptHandle));
        });

    /// <summary>Makes a received message visible after <paramref name="visibility"/> (zero: at once).</summary>
    public void ChangeVisibility(string queueArn, string receiptHandle, TimeSpan visibility) =>
        IgnoreStale(() =>
        {
            var queue = Require(queueArn);
            queue.ChangeVisibility(MessageOperations.ReadHandle(queue, receiptHandle), visibility);
        });

    /// <summary>How full the queue is now. Cheap enough to be asked for many times a second.</summary>
    /// <exception cref="KeyNotFoundException">There is no such queue.</exception>
    public QueueDepth Depth(string queueArn) => Require(queueArn).Depth();

    /// <summary>How full every queue is now, of all regions.</summary>
    public IReadOnlyList<(string Region, string Name, QueueDepth Depth)> Depths() =>
        [.. _directory.All.Select(queue => (queue.Name.Region, queue.Name.Name, queue.Depth()))];

    ValueTask IQueueReader.DeleteAsync(string queueArn, string receiptHandle, CancellationToken cancellationToken)
    {
        Delete(queueArn, receiptHandle);
        return ValueTask.CompletedTask;
    }

    private static void IgnoreStale(Action action)
    {
        try
        {
            action();
        }
        catch (SqsException)
        {
            // A handle that a later receive has replaced, or whose message is gone. The event source mapping has nothing
            // to do about it: the message is someone else's now.
        }
    }

    private static KeyNotFoundException Unknown(string queueArn) => new($"There is no queue {queueArn}.");

    private static AwsResponse Run<TRequest, TResult>(
        AwsRequest request, JsonTypeInfo<TRequest> input, Func<string, TRequest, TResult> operation, JsonTypeInfo<TResult> output) =>
        SqsJson.Ok(operation(request.Region, SqsJson.Read(request.Body, input)), output);

    private SqsQueue Require(string queueArn) => _directory.FromArn(queueArn) ?? throw Unknown(queueArn);

    private async ValueTask<AwsResponse> ReceiveAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var input = SqsJson.Read(request.Body, SqsJsonContext.Default.ReceiveMessageRequest);
        return SqsJson.Ok(await _messages.ReceiveAsync(request.Region, input, cancellationToken), SqsJsonContext.Default.ReceiveMessageResult);
    }

    private AwsResponse? HandleMessage(AwsRequest request)
    {
        var json = SqsJsonContext.Default;
        return request.Operation switch
        {
            "SendMessage" => Run(request, json.SendMessageRequest, _messages.Send, json.SendMessageResult),
            "SendMessageBatch" => Run(request, json.SendMessageBatchRequest, _messages.SendBatch, json.SendBatchResult),
            "DeleteMessage" => Run(request, json.DeleteMessageRequest, _messages.Delete, json.EmptyResult),
            "DeleteMessageBatch" => Run(request, json.DeleteMessageBatchRequest, _messages.DeleteBatch, json.BatchResult),
            "ChangeMessageVisibility" => Run(request, json.ChangeMessageVisibilityRequest, _messages.ChangeVisibility, json.EmptyResult),
            "ChangeMessageVisibilityBatch" => Run(request, json.ChangeMessageVisibilityBatchRequest, _messages.ChangeVisibilityBatch, json.BatchResult),
            _ => null,
        };
    }

    private AwsResponse? HandleQueue(AwsRequest request)
    {
        var json = SqsJsonContext.Default;
        return request.Operation switch
        {
            "CreateQueue" => Run(request, json.CreateQueueRequest, _queues.Create, json.QueueUrlResult),
            "DeleteQueue" => Run(request, json.QueueRequest, _queues.Delete, json.EmptyResult),
            "PurgeQueue" => Run(request, json.QueueRequest, _queues.Purge, json.EmptyResult),
            "GetQueueUrl" => Run(request, json.GetQueueUrlRequest, _queues.GetUrl, json.QueueUrlResult),
            "ListQueues" => Run(request, json.ListQueuesRequest, _queues.List, json.ListQueuesResult),
            "ListDeadLetterSourceQueues" => Run(request, json.ListDeadLetterSourceQueuesRequest, _queues.ListSources, json.ListDeadLetterSourceQueuesResult),
            "GetQueueAttributes" => Run(request, json.GetQueueAttributesRequest, _queues.GetAttributes, json.QueueAttributesResult),
            "SetQueueAttributes" => Run(request, json.SetQueueAttributesRequest, _queues.SetAttributes, json.EmptyResult),
            "AddPermission" => Run(request, json.AddPermissionRequest, _queues.AddPermission, json.EmptyResult),
            "RemovePermission" => Run(request, json.RemovePermissionRequest, _queues.RemovePermission, json.EmptyResult),
            "TagQueue" => Run(request, json.TagQueueRequest, _queues.Tag, json.EmptyResult),
            "UntagQueue" => Run(request, json.UntagQueueRequest, _queues.Untag, json.EmptyResult),
            "ListQueueTags" => Run(request, json.QueueRequest, _queues.ListTags, json.QueueTagsResult),
            _ => null,
        };
    }

    private AwsResponse? HandleMoveTask(AwsRequest request)
    {
        var json = SqsJsonContext.Default;
        return request.Operation switch
        {
            "StartMessageMoveTask" => Run(request, json.StartMessageMoveTaskRequest, _moves.Start, json.StartMessageMoveTaskResult),
            "ListMessageMoveTasks" => Run(request, json.ListMessageMoveTasksRequest, _moves.List, json.ListMessageMoveTasksResult),
            "CancelMessageMoveTask" => Run(request, json.CancelMessageMoveTaskRequest, (_, input) => _moves.Cancel(input), json.CancelMessageMoveTaskResult),
            _ => null,
        };
    }
}
