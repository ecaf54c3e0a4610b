using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Receives from a dead-letter queue of this region.</summary>
public interface IDeadLetterSource
{
    /// <summary>Up to ten messages, hidden from others for as long as a redrive takes; empty when there is none at the moment.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(QueueKind queue, CancellationToken cancellationToken);

    /// <summary>Deletes a received message.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    ValueTask DeleteAsync(QueueKind queue, ReceivedLetter letter, CancellationToken cancellationToken);

    /// <summary>Lets others see messages again that were received and are left in the queue.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    ValueTask ReleaseAsync(QueueKind queue, IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken);
}

/// <summary>A message of a dead-letter queue.</summary>
/// <param name="ReceiptHandle">Deletes it.</param>
/// <param name="Body">A dead letter, or a message that the queue service itself gave up on.</param>
public sealed record ReceivedLetter(string ReceiptHandle, ReadOnlyMemory<byte> Body);
