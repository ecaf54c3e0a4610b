using System.Text;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>
/// Goes through a dead-letter queue and shows each letter once. What is not deleted stays hidden until the end, so that
/// it is not received again, and is released then, whatever ended the scan.
/// </summary>
/// <remarks>Memory: about half a kilobyte for each letter that stays (its receipt handle), 40 bytes for one that went.</remarks>
public sealed class LetterScan(IDeadLetterSource source, QueueKind queue) : IAsyncDisposable
{
    /// <summary>Letters held at most: SQS lets 120,000 messages of a queue be in flight, and shows none beyond that.</summary>
    public const int MaxHeld = 115_000;

    private const int BatchSize = 10;
    private const int ReleasesAtOnce = 8;

    // Messages come twice now and then. A queue that gives nothing new for so long has nothing new.
    private const int MaxStaleBatches = 100;

    // By message id: the receipt handle of what stays, null of what was deleted.
    private readonly Dictionary<Digest, byte[]?> _seen = [];

    /// <summary>The queue.</summary>
    public QueueKind Queue => queue;

    /// <summary>True when the queue had no more to give.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>True when the scan ended because it holds as many letters as it may.</summary>
    public bool IsAtLimit { get; private set; }

    /// <summary>Letters seen so far.</summary>
    public int SeenCount => _seen.Count;

    /// <summary>Letters that are hidden by this scan now.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Why letters could not be released; null when they were. They are seen again after some minutes.</summary>
    public string? ReleaseError { get; private set; }

    /// <summary>The next letters, none of which was shown before; empty at the end.</summary>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    public async ValueTask<IReadOnlyList<ReceivedLetter>> NextAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MaxStaleBatches; i++)
        {
            IsAtLimit = HeldCount >= MaxHeld;
            if (IsAtLimit)
            {
                return [];
            }

            var received = await source.ReceiveAsync(queue, cancellationToken);
            if (received.Count == 0)
            {
                IsEmpty = true;
                return [];
            }

            var fresh = new List<ReceivedLetter>(received.Count);
            var gone = new List<ReceivedLetter>();
            foreach (var letter in received)
            {
                Sort(letter, fresh, gone);
            }

            if (gone.Count > 0)
            {
                await source.DeleteAsync(queue, gone, CancellationToken.None);
            }

            if (fresh.Count > 0)
            {
                return fresh;
            }
        }

        return [];
    }

    /// <summary>Deletes letters of this scan.</summary>
    /// <returns>For each, null when it is deleted, or why it is not: such a letter stays.</returns>
    /// <exception cref="StoreException">The queue refused or could not be reached.</exception>
    public async ValueTask<IReadOnlyList<string?>> DeleteAsync(IReadOnlyList<ReceivedLetter> letters)
    {
        var errors = new string?[letters.Count];
        for (var first = 0; first < letters.Count; first += BatchSize)
        {
            var batch = letters.Skip(first).Take(BatchSize).ToArray();

            // Begun is finished: a deletion that is cut off only makes copies.
            var outcomes = await source.DeleteAsync(queue, batch, CancellationToken.None);
            for (var i = 0; i < batch.Length; i++)
            {
                errors[first + i] = outcomes[i];
                if (outcomes[i] is null)
                {
                    _seen[IdOf(batch[i])] = null;
                    HeldCount--;
                }
            }
        }

        return errors;
    }

    /// <summary>Releases what stays. Never throws for the queue's failures: see <see cref="ReleaseError"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        var handles = _seen.Values.Where(h => h is not null).ToArray();
        _seen.Clear();
        HeldCount = 0;
        var batchCount = (handles.Length + BatchSize - 1) / BatchSize;
        await BoundedConcurrency.ForEachAsync(batchCount, ReleasesAtOnce, i => ReleaseAsync(handles.AsMemory(i * BatchSize, Math.Min(BatchSize, handles.Length - (i * BatchSize)))));
    }

    private async ValueTask ReleaseAsync(ReadOnlyMemory<byte[]?> handles)
    {
        try
        {
            await source.ReleaseAsync(queue, [.. handles.ToArray().Select(h => Encoding.UTF8.GetString(h!))], CancellationToken.None);
        }
        catch (StoreException e)
        {
            ReleaseError = e.Message;
        }
    }

    private void Sort(ReceivedLetter letter, List<ReceivedLetter> fresh, List<ReceivedLetter> gone)
    {
        var id = IdOf(letter);
        var handle = Encoding.UTF8.GetBytes(letter.ReceiptHandle);
        if (_seen.TryAdd(id, handle))
        {
            HeldCount++;
            fresh.Add(letter);
        }
        else if (_seen[id] is null)
        {
            gone.Add(letter); // SQS shows a deleted message once more, rarely
        }
        else
        {
            _seen[id] = handle; // only the newest handle counts
        }
    }

    private static Digest IdOf(ReceivedLetter letter) => Digest.Of(Encoding.UTF8.GetBytes(letter.MessageId));
}
