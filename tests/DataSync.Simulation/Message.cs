namespace DataSync.Simulation;

/// <summary>A message in a simulated queue.</summary>
internal sealed class Message(int number, ReadOnlyMemory<byte> body, long visibleAtMs)
{
    public string Id { get; } = number.ToString();

    public ReadOnlyMemory<byte> Body { get; } = body;

    public long VisibleAtMs { get; set; } = visibleAtMs;

    public int ReceiveCount { get; set; }

    /// <summary>Invocations that have it in hand right now: more than one once its visibility timeout has expired.</summary>
    public int HolderCount { get; set; }
}

/// <summary>A queue: no order, at least once.</summary>
internal sealed class SimulatedQueue
{
    private readonly List<Message> _messages = [];

    public IReadOnlyList<Message> Messages => _messages;

    public void Add(Message message) => _messages.Add(message);

    public void Remove(Message message) => _messages.Remove(message);

    public void Clear() => _messages.Clear();

    public bool HasVisible(long nowMs)
    {
        foreach (var message in _messages)
        {
            if (message.VisibleAtMs <= nowMs)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When the next message becomes visible; the end of time when there is none.</summary>
    public long NextVisibleMs()
    {
        var next = long.MaxValue;
        foreach (var message in _messages)
        {
            next = Math.Min(next, message.VisibleAtMs);
        }

        return next;
    }
}
