namespace DataSync.Core.Redrive;

/// <summary>A message of a dead-letter queue.</summary>
/// <param name="MessageId">The same each time it is received; for a failed batch, its object's name.</param>
/// <param name="ReceiptHandle">Deletes or releases it; another one each time it is received.</param>
/// <param name="Body">A dead letter, or a message that the queue service itself gave up on.</param>
public sealed record ReceivedLetter(string MessageId, string ReceiptHandle, ReadOnlyMemory<byte> Body)
{
    /// <summary>When it was sent, by the queue's clock. A message that the queue service moved keeps the time of its own queue.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>When it was received for the first time, by the queue's clock.</summary>
    public DateTimeOffset FirstReceivedAt { get; init; }

    /// <summary>How often it was received, this time included.</summary>
    public int ReceiveCount { get; init; } = 1;
}
