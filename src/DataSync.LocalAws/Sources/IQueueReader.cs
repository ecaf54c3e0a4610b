namespace DataSync.LocalAws.Sources;

/// <summary>How an event source mapping reads an SQS queue. Queue ARNs name the region.</summary>
public interface IQueueReader
{
    /// <summary>Receives up to <paramref name="maxMessages"/> messages (any number, no limit of ten), waiting up to <paramref name="wait"/> for the first. They stay invisible for <paramref name="visibility"/> (null: the queue's own setting). Redrive to a dead-letter queue happens here, as for ReceiveMessage. Throws <see cref="KeyNotFoundException"/> for an unknown queue.</summary>
    ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queueArn, int maxMessages, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken);

    /// <summary>Deletes a received message. A stale receipt handle is ignored, as DeleteMessage does.</summary>
    ValueTask DeleteAsync(string queueArn, string receiptHandle, CancellationToken cancellationToken);
}

/// <summary>A received message, ready to be put into an event.</summary>
/// <param name="MessageId">The message's id, which batch item failures name.</param>
/// <param name="ReceiptHandle">The handle of this receipt.</param>
/// <param name="Json">One element of <c>Records</c>, exactly in the wire shape of Lambda's SQS event (<c>messageAttributes: {}</c> when there are none).</param>
public sealed record ReceivedMessage(string MessageId, string ReceiptHandle, ReadOnlyMemory<byte> Json);
