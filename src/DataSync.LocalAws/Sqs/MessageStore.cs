namespace DataSync.LocalAws.Sqs;

/// <summary>A message as one receive saw it. The message itself may be received again while the answer is written.</summary>
internal readonly record struct Delivery(SqsMessage Message, string ReceiptHandle, long SentAt, int ReceiveCount, long FirstReceivedAt);

/// <summary>The messages of one queue and the states they are in. Not safe for concurrent use: the queue's lock guards it. All times are UTC ticks.</summary>
internal sealed class MessageStore(bool isFifo, long queueId)
{
    /// <summary>AWS's limit on messages in flight, for both kinds of queue.</summary>
    public const int MaxInFlight = 120_000;

    private readonly Dictionary<long, SqsMessage> _messages = [];
    private readonly MessageHeap<ByVisibleAt> _timers = new();
    private readonly MessageHeap<BySentAt> _ages = new();
    private readonly IMessageOrder _order = isFifo ? new FifoOrder() : new StandardOrder();
    private readonly EntryTimes _entries = new();
    private long _lastSerial;

    public int Visible { get; private set; }

    public int InFlight { get; private set; }

    public int Delayed { get; private set; }

    /// <summary>True when a receive would return something.</summary>
    public bool HasNext => _order.HasNext;

    /// <summary>When the next message turns visible; null when none is waiting for that.</summary>
    public long? NextVisibleAt => _timers.First?.VisibleAt;

    /// <summary>When the message came in that has been here longest; null when empty.</summary>
    public long? OldestEntry => _entries.Oldest(_messages);

    public void Add(SqsMessage message, long now, TimeSpan delay)
    {
        message.Serial = ++_lastSerial;
        message.Receipt = 0;
        message.ReceiveCountHere = 0;
        if (isFifo)
        {
            // Twenty digits, growing, as AWS's are.
            message.SequenceNumber ??= (10_000_000_000_000_000_000UL + (ulong)_lastSerial).ToString();
        }

        _messages.Add(message.Serial, message);
        _ages.Add(message);
        _entries.Add(message.Serial, now, _messages);
        if (delay > TimeSpan.Zero)
        {
            SetState(message, MessageState.Delayed);
            message.VisibleAt = now + delay.Ticks;
            _timers.Add(message);
        }
        else
        {
            SetState(message, MessageState.Visible);
        }

        _order.Entered(message);
    }

    /// <summary>Lets time pass: messages turn visible, and those past their retention are gone.</summary>
    public void Advance(long now, TimeSpan retention)
    {
        while (_timers.First is { } due && due.VisibleAt <= now)
        {
            MakeVisible(due);
        }

        while (_ages.First is { } oldest && oldest.SentAt + retention.Ticks <= now)
        {
            Remove(oldest);
        }
    }

    /// <summary>Receives up to <paramref name="max"/> messages. Those received often enough already go to <paramref name="deadLetters"/> instead.</summary>
    public List<Delivery> Take(long now, int max, TimeSpan visibility, int? maxReceiveCount, List<SqsMessage> deadLetters)
    {
        var deliveries = new List<Delivery>(Math.Min(max, Visible));
        while (deliveries.Count < max && InFlight < MaxInFlight && _order.Next() is { } message)
        {
            if (message.ReceiveCountHere >= maxReceiveCount)
            {
                Remove(message);
                deadLetters.Add(message);
            }
            else
            {
                deliveries.Add(Deliver(message, now, visibility));
            }
        }

        _order.EndReceive();
        return deliveries;
    }

    /// <summary>Takes visible messages out of the queue without counting a receive, to move them elsewhere.</summary>
    public List<SqsMessage> TakeOut(int max)
    {
        var messages = new List<SqsMessage>();
        while (messages.Count < max && _order.Next() is { } message)
        {
            Remove(message);
            messages.Add(message);
        }

        _order.EndReceive();
        return messages;
    }

    public SqsMessage? Find(long serial) => _messages.GetValueOrDefault(serial);

    public void Remove(SqsMessage message)
    {
        var before = message.State;
        SetState(message, MessageState.Outside);
        _messages.Remove(message.Serial);
        _timers.Remove(message);
        _ages.Remove(message);
        _order.Left(message, before);
    }

    public void RemoveAll()
    {
        foreach (var message in _messages.Values.ToList())
        {
            Remove(message);
        }
    }

    /// <summary>Sets when a message in flight turns visible.</summary>
    public void ChangeVisibility(SqsMessage message, long visibleAt, long now)
    {
        _timers.Remove(message);
        message.VisibleAt = visibleAt;
        if (visibleAt <= now)
        {
            MakeVisible(message);
        }
        else
        {
            _timers.Add(message);
        }
    }

    private Delivery Deliver(SqsMessage message, long now, TimeSpan visibility)
    {
        SetState(message, MessageState.InFlight);
        _order.Taken(message);
        message.Receipt++;
        message.ReceiveCount++;
        message.ReceiveCountHere++;
        message.ReceivedAt = now;
        if (message.FirstReceivedAt == 0)
        {
            message.FirstReceivedAt = now;
        }

        message.VisibleAt = now + visibility.Ticks;
        _timers.Add(message);
        var handle = new ReceiptHandle(queueId, message.Serial, message.Receipt).ToString();
        return new Delivery(message, handle, message.SentAt, message.ReceiveCount, message.FirstReceivedAt);
    }

    private void MakeVisible(SqsMessage message)
    {
        var before = message.State;
        _timers.Remove(message);
        SetState(message, MessageState.Visible);
        _order.BecameVisible(message, before);
    }

    private void SetState(SqsMessage message, MessageState state)
    {
        Count(message.State, -1);
        Count(state, 1);
        message.State = state;
    }

    private void Count(MessageState state, int by)
    {
        switch (state)
        {
            case MessageState.Delayed:
                Delayed += by;
                break;
            case MessageState.Visible:
                Visible += by;
                break;
            case MessageState.InFlight:
                InFlight += by;
                break;
            case MessageState.Outside:
                break;
        }
    }
}
