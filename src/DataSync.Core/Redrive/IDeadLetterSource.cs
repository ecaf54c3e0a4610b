using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Receives from the dead-letter queues of a region, and from the bucket of its failed batches.</summary>
public interface IDeadLetterSource
{
    /// <summary>Up to ten messages, hidden from others for some minutes; empty when there is none at the moment.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(QueueKind queue, CancellationToken cancellationToken);

    /// <summary>Deletes received messages, at most ten.</summary>
    /// <returns>For each message, in order, null when it is deleted, or why it is not.</returns>
    /// <exception cref="StoreException">The queue refused or could not be reached: none is known to be deleted.</exception>
    ValueTask<IReadOnlyList<string?>> DeleteAsync(QueueKind queue, IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken);

    /// <summary>Lets others see messages again that were received and are left in the queue, at most ten. One that cannot be released is seen again after some minutes.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    ValueTask ReleaseAsync(QueueKind queue, IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken);
}
