namespace DataSync.LocalAws.Sqs;

/// <summary>When messages came into their queue, in that order: not when they were sent, since a dead letter keeps that time. Guarded by the queue's lock.</summary>
internal sealed class EntryTimes
{
    // Entries of messages that are gone are dropped when they come first, or when there are this many more than messages.
    private const int MaxGone = 1024;

    private readonly Queue<(long Serial, long At)> _entries = new();

    public void Add(long serial, long at, IReadOnlyDictionary<long, SqsMessage> messages)
    {
        _entries.Enqueue((serial, at));
        if (_entries.Count <= (2 * messages.Count) + MaxGone)
        {
            return;
        }

        for (var left = _entries.Count; left > 0; left--)
        {
            var entry = _entries.Dequeue();
            if (messages.ContainsKey(entry.Serial))
            {
                _entries.Enqueue(entry);
            }
        }
    }

    /// <summary>The time of the first of the messages that are still there, UTC ticks; null when there are none.</summary>
    public long? Oldest(IReadOnlyDictionary<long, SqsMessage> messages)
    {
        while (_entries.TryPeek(out var entry))
        {
            if (messages.ContainsKey(entry.Serial))
            {
                return entry.At;
            }

            _entries.Dequeue();
        }

        return null;
    }
}
