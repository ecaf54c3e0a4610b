using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Backups;

/// <summary>
/// What each change of a table with point-in-time recovery replaced, with its exact time; a state of the past is the present with the later changes undone.
/// It needs no stream, whose records know the second only and are gone after a day. Used under the table's lock.
/// </summary>
internal sealed class TableHistory
{
    /// <summary>Counted for a change beside what the item had: its key and its place here.</summary>
    private const int EntryBytes = 128;

    private readonly Queue<Entry> _entries = new();
    private readonly DynamoDbOptions _options;
    private readonly TimeSpan _retention;
    private long _bytes;
    private DateTimeOffset _last;
    private DateTimeOffset _since;

    public TableHistory(DynamoDbOptions options, DateTimeOffset now, int recoveryDays)
    {
        _options = options;
        _retention = TimeSpan.FromDays(recoveryDays);
        _since = _last = now;
        RecoveryDays = recoveryDays;
    }

    public int RecoveryDays { get; }

    /// <summary>The earliest state that is known.</summary>
    public DateTimeOffset Earliest(DateTimeOffset now)
    {
        Trim(now);
        return now - _retention is var horizon && horizon > _since ? horizon : _since;
    }

    /// <summary>A change, from the item that was there before (null: none).</summary>
    public void Add(ItemKey key, MapValue? old, DateTimeOffset now)
    {
        // A clock that was set back must not make a later change look earlier.
        _last = now > _last ? now : _last;
        var entry = new Entry(key, old, _last);
        _entries.Enqueue(entry);
        _bytes += entry.Bytes;
        Trim(now);
    }

    /// <summary>The items as they were once everything up to and including <paramref name="at"/> had been written.</summary>
    public IReadOnlyCollection<MapValue> StateAt(DateTimeOffset at, IEnumerable<KeyValuePair<ItemKey, MapValue>> present)
    {
        var items = new Dictionary<ItemKey, MapValue>(present);
        foreach (Entry entry in _entries.Reverse().TakeWhile(e => e.At > at))
        {
            if (entry.Old is null)
            {
                items.Remove(entry.Key);
            }
            else
            {
                items[entry.Key] = entry.Old;
            }
        }
        return items.Values;
    }

    private void Trim(DateTimeOffset now)
    {
        while (_entries.TryPeek(out Entry? oldest) && (oldest.At < now - _retention || _entries.Count > _options.MaxHistoryChanges || _bytes > _options.MaxHistoryBytes))
        {
            _entries.Dequeue();
            _bytes -= oldest.Bytes;
            _since = oldest.At;
        }
    }

    private sealed record Entry(ItemKey Key, MapValue? Old, DateTimeOffset At)
    {
        public long Bytes => EntryBytes + (Old?.ItemSizeBytes ?? 0);
    }
}
