namespace DataSync.LocalAws.Sqs;

/// <summary>One queue: its settings, its messages and the receives that wait for them. Safe for concurrent use.</summary>
internal sealed class SqsQueue
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly MessageStore _store;
    private readonly InFlightMessages _inFlight;
    private readonly QueueWaiters _waiters;
    private readonly Deduplication _deduplication = new();
    private long _purgedAt = long.MinValue / 2;

    public SqsQueue(TimeProvider time, QueueName name, long id, QueueSettings settings)
    {
        _time = time;
        Name = name;
        Arn = name.Arn;
        Url = name.Url;
        Id = id;
        Settings = settings;
        CreatedAt = time.GetUtcNow();
        LastModifiedAt = CreatedAt;
        _store = new MessageStore(name.IsFifo, id);
        _inFlight = new InFlightMessages(_store, name.IsFifo);
        _waiters = new QueueWaiters(time, _store, OnVisibilityTimer);
    }

    public QueueName Name { get; }

    public string Arn { get; }

    public string Url { get; }

    public long Id { get; }

    public QueueSettings Settings { get; private set; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset LastModifiedAt { get; private set; }

    public bool IsDeleted { get; private set; }

    public QueueTags Tags { get; } = new();

    public void Configure(QueueSettings settings)
    {
        lock (_lock)
        {
            Settings = settings;
            LastModifiedAt = _time.GetUtcNow();
        }
    }

    /// <summary>Takes a new message in. A FIFO queue that had it within five minutes keeps the first and answers with that one's id and sequence number.</summary>
    public SentMessage Send(SqsMessage message, TimeSpan? delay)
    {
        lock (_lock)
        {
            var now = Advance();
            if (Name.IsFifo && _deduplication.Find(Settings, message, now) is { } earlier)
            {
                return earlier;
            }

            message.SentAt = now;
            _store.Add(message, now, delay ?? TimeSpan.FromSeconds(Settings.DelaySeconds));
            var sent = new SentMessage(message.Id, message.SequenceNumber);
            if (Name.IsFifo)
            {
                _deduplication.Remember(Settings, message, sent, now);
            }

            _waiters.Wake();
            return sent;
        }
    }

    /// <summary>Takes in a dead letter. On a standard queue it stays as old as it is, so it expires by its first enqueue time.</summary>
    public void AddDeadLetter(SqsMessage message, string sourceArn)
    {
        lock (_lock)
        {
            var now = Advance();
            message.DeadLetterSourceArn = sourceArn;
            message.SentAt = Name.IsFifo ? now : message.SentAt;
            _store.Add(message, now, TimeSpan.Zero);
            _waiters.Wake();
        }
    }

    /// <summary>Receives at least one message, or none after <paramref name="wait"/>. <paramref name="deadLetter"/> gets what has been received too often, outside the queue's lock.</summary>
    public async ValueTask<List<Delivery>> ReceiveAsync(
        int max, TimeSpan wait, TimeSpan? visibility, Action<SqsMessage>? deadLetter, CancellationToken cancellationToken)
    {
        var deadline = _time.GetUtcNow().UtcTicks + wait.Ticks;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (deliveries, waiter) = TryReceive(max, deadline, visibility, deadLetter, cancellationToken);
            if (waiter is null)
            {
                return deliveries;
            }

            try
            {
                await waiter.Value.Completion;
            }
            finally
            {
                Leave(waiter);
            }
        }
    }

    public void Delete(ReceiptHandle handle)
    {
        lock (_lock)
        {
            Advance();
            if (_inFlight.Delete(handle))
            {
                _waiters.Wake();
            }
        }
    }

    public void ChangeVisibility(ReceiptHandle handle, TimeSpan visibility)
    {
        lock (_lock)
        {
            _inFlight.ChangeVisibility(handle, visibility, Advance());
            _waiters.Wake();
        }
    }

    /// <summary>A receive that its caller tries again, or null when it is a new one (see <see cref="InFlightMessages.Repeat"/>).</summary>
    public List<Delivery>? Repeat(string attemptId, TimeSpan? visibility)
    {
        lock (_lock)
        {
            return _inFlight.Repeat(attemptId, visibility ?? TimeSpan.FromSeconds(Settings.VisibilityTimeout), Advance());
        }
    }

    /// <summary>Keeps what a receive returned, for <see cref="Repeat"/>.</summary>
    public void Remember(string attemptId, List<Delivery> deliveries)
    {
        lock (_lock)
        {
            _inFlight.Remember(attemptId, deliveries, Advance());
        }
    }

    /// <summary>Undoes <see cref="TakeOut"/> for one message.</summary>
    public void PutBack(SqsMessage message)
    {
        lock (_lock)
        {
            _store.Add(message, Advance(), TimeSpan.Zero);
            _waiters.Wake();
        }
    }

    /// <summary>Takes up to <paramref name="max"/> visible messages out, for a move task.</summary>
    public List<SqsMessage> TakeOut(int max)
    {
        lock (_lock)
        {
            Advance();
            return _store.TakeOut(max);
        }
    }

    public void Purge()
    {
        lock (_lock)
        {
            var now = Advance();
            if (now - _purgedAt < TimeSpan.TicksPerMinute)
            {
                throw SqsException.PurgeQueueInProgress(Name.Name);
            }

            _purgedAt = now;
            _store.RemoveAll();
        }
    }

    /// <summary>Empties the queue for good. Receives that wait find it gone.</summary>
    public void MarkDeleted()
    {
        lock (_lock)
        {
            IsDeleted = true;
            _store.RemoveAll();
            _waiters.Close();
        }
    }

    public QueueDepth Depth()
    {
        lock (_lock)
        {
            var now = Advance();
            var oldest = _store.OldestEntry is { } entry ? TimeSpan.FromTicks(now - entry) : TimeSpan.Zero;
            return new QueueDepth(_store.Visible, _store.InFlight, _store.Delayed, oldest);
        }
    }

    private (List<Delivery> Deliveries, LinkedListNode<QueueWaiter>? Waiter) TryReceive(
        int max, long deadline, TimeSpan? visibility, Action<SqsMessage>? deadLetter, CancellationToken cancellationToken)
    {
        List<Delivery> deliveries;
        LinkedListNode<QueueWaiter>? waiter = null;
        List<SqsMessage> deadLetters = [];
        lock (_lock)
        {
            if (IsDeleted)
            {
                throw SqsException.QueueDoesNotExist();
            }

            var now = Advance();
            var maxReceiveCount = deadLetter is null ? null : Settings.RedrivePolicy?.MaxReceiveCount;
            deliveries = _store.Take(now, max, visibility ?? TimeSpan.FromSeconds(Settings.VisibilityTimeout), maxReceiveCount, deadLetters);
            if (deliveries.Count == 0 && deadline > now)
            {
                waiter = _waiters.Join(now, deadline, cancellationToken);
            }
            else
            {
                _waiters.Wake();
            }
        }

        if (deliveries.Count == 0 && waiter is null && deadLetters.Count == 0 && !Name.IsFifo && IsAtInFlightLimit())
        {
            throw SqsException.OverLimit();
        }

        foreach (var message in deadLetters)
        {
            deadLetter!(message);
        }

        return (deliveries, waiter);
    }

    private bool IsAtInFlightLimit()
    {
        lock (_lock)
        {
            return _store.InFlight >= MessageStore.MaxInFlight;
        }
    }

    private void Leave(LinkedListNode<QueueWaiter> waiter)
    {
        lock (_lock)
        {
            _waiters.Leave(waiter);
        }
    }

    private long Advance()
    {
        var now = _time.GetUtcNow().UtcTicks;
        _store.Advance(now, TimeSpan.FromSeconds(Settings.MessageRetentionPeriod));
        return now;
    }

    private void OnVisibilityTimer()
    {
        lock (_lock)
        {
            Advance();
            _waiters.Wake();
        }
    }
}
