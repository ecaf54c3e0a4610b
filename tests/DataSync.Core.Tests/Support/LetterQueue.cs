using System.Globalization;
using DataSync.Core.Redrive;

namespace DataSync.Core.Tests.Support;

/// <summary>A dead-letter queue that behaves as SQS does: visibility, handles, counts, messages that come twice, entries that are not deleted.</summary>
public sealed class LetterQueue(TimeProvider time)
{
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(15);

    private readonly List<Held> _messages = [];
    private readonly List<Held> _again = [];
    private int _ids;

    private sealed class Held(string id, ReadOnlyMemory<byte> body, DateTimeOffset sentAt)
    {
        public string Id => id;

        public ReadOnlyMemory<byte> Body => body;

        public DateTimeOffset SentAt => sentAt;

        public DateTimeOffset? FirstReceivedAt { get; set; }

        public DateTimeOffset VisibleAt { get; set; }

        public int ReceiveCount { get; set; }
    }

    /// <summary>Ids of messages whose first deletions only look as if they worked not: "not deleted" is the answer so many times.</summary>
    public Dictionary<string, int> RefusedDeletes { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of messages that are shown once more after they were deleted.</summary>
    public HashSet<string> Ghosts { get; } = new(StringComparer.Ordinal);

    /// <summary>What is in the queue, hidden or not.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Bodies => [.. _messages.Select(m => m.Body)];

    /// <summary>How many nobody can see now.</summary>
    public int HiddenCount => _messages.Count(m => m.VisibleAt > time.GetUtcNow());

    /// <summary>How many there are.</summary>
    public int Count => _messages.Count;

    /// <summary>Puts a message in; returns its id.</summary>
    public string Add(ReadOnlyMemory<byte> body, DateTimeOffset? sentAt = null)
    {
        var id = "m" + (++_ids).ToString(CultureInfo.InvariantCulture);
        _messages.Add(new Held(id, body, sentAt ?? time.GetUtcNow()));
        return id;
    }

    /// <summary>Up to ten visible messages.</summary>
    public IReadOnlyList<ReceivedLetter> Receive(int max = 10)
    {
        var now = time.GetUtcNow();
        var found = _again.Concat(_messages.Where(m => m.VisibleAt <= now)).Take(max).ToList();
        _again.Clear();
        return found.ConvertAll(m =>
        {
            m.ReceiveCount++;
            m.FirstReceivedAt ??= now;
            m.VisibleAt = now + Visibility;
            return new ReceivedLetter(m.Id, $"{m.Id}/{m.ReceiveCount}", m.Body) { SentAt = m.SentAt, FirstReceivedAt = m.FirstReceivedAt.Value, ReceiveCount = m.ReceiveCount };
        });
    }

    /// <summary>Deletes by handle.</summary>
    public string? Delete(string handle)
    {
        var id = handle.Split('/')[0];
        if (RefusedDeletes.TryGetValue(id, out var left) && left > 0)
        {
            RefusedDeletes[id] = left - 1;
            return "InternalError: again, please";
        }

        if (Ghosts.Remove(id))
        {
            _again.AddRange(_messages.Where(m => m.Id == id));
        }

        _messages.RemoveAll(m => m.Id == id);
        return null;
    }

    /// <summary>Makes visible by handle.</summary>
    public void Release(string handle)
    {
        foreach (var message in _messages.Where(m => handle == $"{m.Id}/{m.ReceiveCount}"))
        {
            message.VisibleAt = time.GetUtcNow();
        }
    }
}
