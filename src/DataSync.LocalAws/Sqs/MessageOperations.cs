using System.Text;

namespace DataSync.LocalAws.Sqs;

/// <summary>The operations on messages.</summary>
internal sealed class MessageOperations(QueueDirectory queues)
{
    private const int MaxReceive = 10;
    private const int MaxWaitSeconds = 20;
    private const int MaxVisibilitySeconds = 43_200;

    public SendMessageResult Send(string region, SendMessageRequest request)
    {
        var (message, sent, systemMd5) = Send(queues.FromUrl(region, request.QueueUrl), request);
        return new SendMessageResult(BodyMd5(message, request), message.AttributesMd5, systemMd5, sent.MessageId, sent.SequenceNumber);
    }

    public SendBatchResult SendBatch(string region, SendMessageBatchRequest request)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        var entries = Batch.Check(request.Entries, "SendMessageBatchRequestEntry");
        var bytes = entries.Sum(MessageFactory.SizeOf);
        if (bytes > QueueSettings.MaxMessageBytes)
        {
            throw SqsException.BatchTooLong(QueueSettings.MaxMessageBytes, bytes);
        }

        var (successful, failed) = Batch.Run(entries, entry =>
        {
            var (message, sent, systemMd5) = Send(queue, entry);
            return new SendBatchResultEntry(entry.Id!, BodyMd5(message, entry), message.AttributesMd5, systemMd5, sent.MessageId, sent.SequenceNumber);
        });
        return new SendBatchResult(successful, failed);
    }

    public async ValueTask<ReceiveMessageResult> ReceiveAsync(string region, ReceiveMessageRequest request, CancellationToken cancellationToken)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        var max = Range("MaxNumberOfMessages", request.MaxNumberOfMessages ?? 1, 1, MaxReceive);
        var wait = Range("WaitTimeSeconds", request.WaitTimeSeconds ?? queue.Settings.ReceiveMessageWaitTimeSeconds, 0, MaxWaitSeconds);
        TimeSpan? visibility = request.VisibilityTimeout is { } seconds
            ? TimeSpan.FromSeconds(Range("VisibilityTimeout", seconds, 0, MaxVisibilitySeconds))
            : null;
        var selection = new AttributeSelection(request);
        var attemptId = queue.Name.IsFifo ? request.ReceiveRequestAttemptId : null;
        var deliveries = (attemptId is null ? null : queue.Repeat(attemptId, visibility))
            ?? await ReceiveAsync(queue, max, TimeSpan.FromSeconds(wait), visibility, cancellationToken);
        if (attemptId is not null && deliveries.Count > 0)
        {
            queue.Remember(attemptId, deliveries);
        }

        return new ReceiveMessageResult(deliveries.Count == 0 ? null : deliveries.ConvertAll(delivery => selection.Render(delivery, queues.AccountId)));
    }

    /// <summary>Receives without AWS's limits on count and wait, passing dead letters on.</summary>
    public ValueTask<List<Delivery>> ReceiveAsync(SqsQueue queue, int max, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken)
    {
        // A missing dead-letter queue takes nothing: the messages stay, rather than vanish.
        var target = queue.Settings.RedrivePolicy is { } policy ? queues.FromArn(policy.DeadLetterTargetArn) : null;
        Action<SqsMessage>? deadLetter = target is null ? null : message => target.AddDeadLetter(message, queue.Arn);
        return queue.ReceiveAsync(max, wait, visibility, deadLetter, cancellationToken);
    }

    public EmptyResult Delete(string region, DeleteMessageRequest request)
    {
        Delete(queues.FromUrl(region, request.QueueUrl), request.ReceiptHandle);
        return new EmptyResult();
    }

    public BatchResult DeleteBatch(string region, DeleteMessageBatchRequest request)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        var (successful, failed) = Batch.Run(Batch.Check(request.Entries, "DeleteMessageBatchRequestEntry"), entry =>
        {
            Delete(queue, entry.ReceiptHandle);
            return new BatchResultEntry(entry.Id!);
        });
        return new BatchResult(successful, failed);
    }

    public EmptyResult ChangeVisibility(string region, ChangeMessageVisibilityRequest request)
    {
        ChangeVisibility(queues.FromUrl(region, request.QueueUrl), request.ReceiptHandle, request.VisibilityTimeout);
        return new EmptyResult();
    }

    public BatchResult ChangeVisibilityBatch(string region, ChangeMessageVisibilityBatchRequest request)
    {
        var queue = queues.FromUrl(region, request.QueueUrl);
        var (successful, failed) = Batch.Run(Batch.Check(request.Entries, "ChangeMessageVisibilityBatchRequestEntry"), entry =>
        {
            ChangeVisibility(queue, entry.ReceiptHandle, entry.VisibilityTimeout);
            return new BatchResultEntry(entry.Id!);
        });
        return new BatchResult(successful, failed);
    }

    /// <exception cref="SqsException">The text was never a receipt handle of this queue.</exception>
    public static ReceiptHandle ReadHandle(SqsQueue queue, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw SqsException.MissingParameter("ReceiptHandle");
        }

        return ReceiptHandle.TryParse(text, out var handle) && handle.QueueId == queue.Id
            ? handle
            : throw SqsException.ReceiptHandleIsInvalid(text);
    }

    private static void Delete(SqsQueue queue, string? handle) => queue.Delete(ReadHandle(queue, handle));

    private static void ChangeVisibility(SqsQueue queue, string? handle, int? seconds)
    {
        var visibility = Range("VisibilityTimeout", seconds ?? throw SqsException.MissingParameter("VisibilityTimeout"), 0, MaxVisibilitySeconds);
        queue.ChangeVisibility(ReadHandle(queue, handle), TimeSpan.FromSeconds(visibility));
    }

    private static (SqsMessage Message, SentMessage Sent, string? SystemMd5) Send(SqsQueue queue, IMessageToSend request)
    {
        var message = MessageFactory.Create(request, queue);

        // A FIFO queue takes its delay from the queue alone, even if the request says zero.
        var delay = request.DelaySeconds is { } seconds && !queue.Name.IsFifo ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return (message, queue.Send(message, delay), MessageDigest.OfAttributes(request.MessageSystemAttributes));
    }

    // Of what was sent, which is what SDKs compare it with, even if some characters of it were replaced.
    private static string BodyMd5(SqsMessage message, IMessageToSend request) =>
        ReferenceEquals(message.Body, request.MessageBody) ? message.BodyMd5 : MessageDigest.OfBody(Encoding.UTF8.GetBytes(request.MessageBody!));

    private static int Range(string parameter, int value, int min, int max) =>
        value >= min && value <= max
            ? value
            : throw SqsException.InvalidParameter($"Value {value} for parameter {parameter} is invalid. Reason: Must be >= {min} and <= {max}, if provided.");
}
