namespace DataSync.LocalAws.Sqs;

/// <summary>What a <see cref="MessageHeap{TOrder}"/> sorts by, and where in the message it keeps the position.</summary>
internal interface IHeapOrder
{
    static abstract long Key(SqsMessage message);

    static abstract int GetIndex(SqsMessage message);

    static abstract void SetIndex(SqsMessage message, int index);
}

/// <summary>By the time a delayed or received message turns visible.</summary>
internal readonly struct ByVisibleAt : IHeapOrder
{
    public static long Key(SqsMessage message) => message.VisibleAt;

    public static int GetIndex(SqsMessage message) => message.TimerIndex;

    public static void SetIndex(SqsMessage message, int index) => message.TimerIndex = index;
}

/// <summary>By enqueue time, which is also the order in which retention ends.</summary>
internal readonly struct BySentAt : IHeapOrder
{
    public static long Key(SqsMessage message) => message.SentAt;

    public static int GetIndex(SqsMessage message) => message.AgeIndex;

    public static void SetIndex(SqsMessage message, int index) => message.AgeIndex = index;
}

/// <summary>
/// A binary heap whose messages know their position, so that a deleted message leaves at once. A plain priority queue
/// would hold every deleted message, body included, until its visibility timeout or retention had passed.
/// </summary>
internal sealed class MessageHeap<TOrder>
    where TOrder : struct, IHeapOrder
{
    private readonly List<SqsMessage> _items = [];

    /// <summary>The message with the smallest key; null when empty.</summary>
    public SqsMessage? First => _items.Count == 0 ? null : _items[0];

    public void Add(SqsMessage message)
    {
        _items.Add(message);
        Up(message, _items.Count - 1);
    }

    /// <summary>Takes the message out; nothing happens when it is not in here.</summary>
    public void Remove(SqsMessage message)
    {
        var index = TOrder.GetIndex(message);
        if (index < 0)
        {
            return;
        }

        TOrder.SetIndex(message, -1);
        var last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        if (!ReferenceEquals(last, message))
        {
            Up(last, index);
            Down(last, TOrder.GetIndex(last));
        }
    }

    private void Up(SqsMessage message, int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (Precedes(_items[parent], message))
            {
                break;
            }

            Place(_items[parent], index);
            index = parent;
        }

        Place(message, index);
    }

    private void Down(SqsMessage message, int index)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _items.Count)
            {
                break;
            }

            if (child + 1 < _items.Count && Precedes(_items[child + 1], _items[child]))
            {
                child++;
            }

            if (Precedes(message, _items[child]))
            {
                break;
            }

            Place(_items[child], index);
            index = child;
        }

        Place(message, index);
    }

    private void Place(SqsMessage message, int index)
    {
        _items[index] = message;
        TOrder.SetIndex(message, index);
    }

    // Equal times go by arrival: what was sent or received first turns visible first.
    private static bool Precedes(SqsMessage left, SqsMessage right)
    {
        var difference = TOrder.Key(left).CompareTo(TOrder.Key(right));
        return difference != 0 ? difference < 0 : left.Serial < right.Serial;
    }
}
