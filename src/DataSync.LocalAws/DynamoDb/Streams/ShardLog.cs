namespace DataSync.LocalAws.DynamoDb.Streams;

/// <summary>A shard: a range of the hash space, and the records written while it was open. Used under the stream's lock.</summary>
internal sealed class ShardLog(string id, string? parentId, ulong low, ulong high, ulong startSequence)
{
    private const int CompactAbove = 1024;
    private readonly List<StreamEntry> _entries = [];
    private int _head;
    private TaskCompletionSource? _arrival;

    public string Id { get; } = id;

    public string? ParentId { get; } = parentId;

    /// <summary>The lowest placement, inclusive.</summary>
    public ulong Low { get; } = low;

    /// <summary>The highest placement, inclusive.</summary>
    public ulong High { get; } = high;

    public ulong StartSequence { get; } = startSequence;

    /// <summary>Set when the shard closes: no record has a higher number.</summary>
    public ulong? EndSequence { get; private set; }

    public bool IsClosed => EndSequence is not null;

    public int Count => _entries.Count - _head;

    /// <summary>The newest record ever written, trimmed or not; null when there was none.</summary>
    public ulong? LastSequence { get; private set; }

    /// <summary>The newest record that was trimmed away.</summary>
    public ulong? TrimmedSequence { get; private set; }

    public DateTimeOffset? OldestAt => Count == 0 ? null : _entries[_head].At;

    public void Append(StreamEntry entry)
    {
        _entries.Add(entry);
        LastSequence = entry.Sequence;
        Signal();
    }

    public void Close(ulong endSequence)
    {
        EndSequence ??= endSequence;
        Signal();
    }

    /// <summary>Records after the given number, oldest first.</summary>
    public IEnumerable<StreamEntry> After(ulong? sequence)
    {
        for (int i = IndexAfter(sequence); i < _entries.Count; i++)
        {
            yield return _entries[i];
        }
    }

    public bool HasAfter(ulong? sequence) => IndexAfter(sequence) < _entries.Count;

    /// <summary>Completes when a record arrives or the shard closes.</summary>
    public Task NextArrival() => (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public StreamEntry DropOldest()
    {
        StreamEntry oldest = _entries[_head];
        TrimmedSequence = oldest.Sequence;
        _entries[_head] = null!;
        _head++;
        if (_head > CompactAbove && _head > _entries.Count / 2)
        {
            _entries.RemoveRange(0, _head);
            _head = 0;
        }
        return oldest;
    }

    private int IndexAfter(ulong? sequence)
    {
        if (sequence is null)
        {
            return _head;
        }
        int from = _head;
        int to = _entries.Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (_entries[middle].Sequence <= sequence)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }
        return from;
    }

    private void Signal()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }
}
