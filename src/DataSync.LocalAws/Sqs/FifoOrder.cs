namespace DataSync.LocalAws.Sqs;

/// <summary>
/// FIFO queues: within a group strictly in order, and nothing of a group while a message of it is in flight from an
/// earlier call. Groups that can be received from take turns.
/// </summary>
internal sealed class FifoOrder : IMessageOrder
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Queue<Group> _ready = new();
    private Group? _open;
    private SqsMessage? _lastTaken;

    public bool HasNext
    {
        get
        {
            while (_ready.TryPeek(out var group))
            {
                if (group.CanBeReceived)
                {
                    return true;
                }

                _ready.Dequeue().IsQueued = false;
            }

            return false;
        }
    }

    public void Entered(SqsMessage message)
    {
        if (!_groups.TryGetValue(message.GroupId!, out var group))
        {
            group = new Group();
            _groups.Add(message.GroupId!, group);
        }

        group.Messages.AddLast(message);
        Offer(group);
    }

    public void BecameVisible(SqsMessage message, MessageState before)
    {
        var group = _groups[message.GroupId!];
        if (before == MessageState.InFlight)
        {
            group.InFlight--;
        }

        Offer(group);
    }

    public SqsMessage? Next()
    {
        while (true)
        {
            if (_open is null)
            {
                if (!HasNext)
                {
                    return null;
                }

                _open = _ready.Dequeue();
                _open.IsQueued = false;
                _lastTaken = null;
            }

            var next = _lastTaken is null ? _open.Messages.First : _lastTaken.Next;
            if (next is { State: MessageState.Visible })
            {
                return next;
            }

            EndReceive();
        }
    }

    public void Taken(SqsMessage message)
    {
        _lastTaken = message;
        _open!.InFlight++;
    }

    public void Left(SqsMessage message, MessageState before)
    {
        var group = _groups[message.GroupId!];
        group.Messages.Remove(message);
        if (before == MessageState.InFlight)
        {
            group.InFlight--;
        }

        if (group.Messages.First is null)
        {
            _groups.Remove(message.GroupId!);
        }
        else
        {
            Offer(group);
        }
    }

    public void EndReceive()
    {
        var group = _open;
        _open = null;
        _lastTaken = null;
        if (group is not null)
        {
            Offer(group);
        }
    }

    private void Offer(Group group)
    {
        if (!group.IsQueued && group.CanBeReceived && !ReferenceEquals(group, _open))
        {
            group.IsQueued = true;
            _ready.Enqueue(group);
        }
    }

    private sealed class Group
    {
        public MessageList Messages { get; } = new();

        public int InFlight { get; set; }

        public bool IsQueued { get; set; }

        public bool CanBeReceived => InFlight == 0 && Messages.First is { State: MessageState.Visible };
    }
}
