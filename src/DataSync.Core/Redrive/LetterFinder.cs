using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Looks for one letter.</summary>
public sealed class LetterFinder(IDeadLetterSource source)
{
    /// <summary>The letter as it is, which stays in the queue and is visible again; null when the queue has none with this id, or others hold it just now.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    public async ValueTask<ReceivedLetter?> FindAsync(QueueKind queue, string messageId, CancellationToken cancellationToken)
    {
        await using var scan = new LetterScan(source, queue);
        return await FindAsync(scan, messageId, cancellationToken);
    }

    internal static async ValueTask<ReceivedLetter?> FindAsync(LetterScan scan, string messageId, CancellationToken cancellationToken)
    {
        while (await scan.NextAsync(cancellationToken) is { Count: > 0 } letters)
        {
            if (letters.FirstOrDefault(l => l.MessageId == messageId) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
