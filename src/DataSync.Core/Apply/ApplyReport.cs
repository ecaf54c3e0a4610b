namespace DataSync.Core.Apply;

/// <summary>What became of a batch of messages. Counts are of changes.</summary>
public sealed class ApplyReport
{
    private readonly Lock _lock = new();
    private readonly List<string> _failedMessages = [];
    private readonly List<AppliedLag> _lags = [];
    private readonly Dictionary<string, int> _heartbeats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _heartbeatsSentMs = new(StringComparer.Ordinal);

    /// <summary>Written here.</summary>
    public int AppliedCount { get; private set; }

    /// <summary>Written here before.</summary>
    public int DuplicateCount { get; private set; }

    /// <summary>Lost to something newer.</summary>
    public int SupersededCount { get; private set; }

    /// <summary>Put off because a local write is not sequenced yet.</summary>
    public int DeferredCount { get; private set; }

    /// <summary>Put off because a store failed.</summary>
    public int RetriedCount { get; private set; }

    /// <summary>Put off because a store refused calls for their rate; not attempts, and not among <see cref="RetriedCount"/>.</summary>
    public int ThrottledCount { get; private set; }

    /// <summary>Copies in parts that go on in another delivery; among <see cref="DeferredCount"/>.</summary>
    public int UnfinishedCount { get; private set; }

    /// <summary>Objects whose source had been replaced or deleted; among <see cref="SupersededCount"/>.</summary>
    public int SourceGoneCount { get; private set; }

    /// <summary>Items put off because the object they name has not arrived.</summary>
    public int HeldBackCount { get; private set; }

    /// <summary>Items that went ahead of the object they name, after the longest wait.</summary>
    public int WentAheadCount { get; private set; }

    /// <summary>Writes of this region that lost to a concurrent one.</summary>
    public int ConflictCount { get; private set; }

    /// <summary>Overwrote something the guard could not see.</summary>
    public int OverUnseenCount { get; private set; }

    /// <summary>Overwrote content that was there before the service.</summary>
    public int OverBaselineCount { get; private set; }

    /// <summary>Dead letters written.</summary>
    public int DeadLetterCount { get; internal set; }

    /// <summary>Ids of the messages that must be delivered again.</summary>
    public IReadOnlyList<string> FailedMessages => _failedMessages;

    /// <summary>Of each applied change: where it came from and how long it took.</summary>
    public IReadOnlyList<AppliedLag> Lags => _lags;

    /// <summary>Heartbeats received, by origin region.</summary>
    public IReadOnlyDictionary<string, int> Heartbeats => _heartbeats;

    /// <summary>When the last of them was sent, by the clock of its origin; milliseconds since 1970.</summary>
    public IReadOnlyDictionary<string, long> HeartbeatsSentMs => _heartbeatsSentMs;

    /// <summary>Origins whose heartbeat arrived, and could not be kept for those who ask about health.</summary>
    public int UnrecordedCount { get; private set; }

    /// <summary>What went wrong, one line for each kind of failure.</summary>
    public ISet<string> Errors { get; } = new HashSet<string>(StringComparer.Ordinal);

    internal void Add(ApplyResult result, AppliedLag lag)
    {
        lock (_lock)
        {
            ConflictCount += result.IsConflict ? 1 : 0;
            OverUnseenCount += result.IsOverUnseen ? 1 : 0;
            OverBaselineCount += result.IsOverBaseline ? 1 : 0;
            UnfinishedCount += result.UploadId is null ? 0 : 1;
            SourceGoneCount += result.IsSourceGone ? 1 : 0;
            switch (result.Outcome)
            {
                case ApplyOutcome.Applied:
                    AppliedCount++;
                    _lags.Add(lag);
                    break;
                case ApplyOutcome.Duplicate:
                    DuplicateCount++;
                    break;
                case ApplyOutcome.Superseded:
                    SupersededCount++;
                    break;
                case ApplyOutcome.Deferred:
                    DeferredCount++;
                    break;
            }
        }
    }

    internal void Retry(string error)
    {
        lock (_lock)
        {
            RetriedCount++;
            Errors.Add(error);
        }
    }

    internal void Throttle(string error)
    {
        lock (_lock)
        {
            ThrottledCount++;
            Errors.Add(error);
        }
    }

    internal void HeldBack(bool isOver)
    {
        lock (_lock)
        {
            HeldBackCount += isOver ? 0 : 1;
            WentAheadCount += isOver ? 1 : 0;
        }
    }

    internal void Heartbeat(string origin, long sentMs)
    {
        _heartbeats[origin] = _heartbeats.GetValueOrDefault(origin) + 1;
        _heartbeatsSentMs[origin] = Math.Max(_heartbeatsSentMs.GetValueOrDefault(origin), sentMs);
    }

    internal void Unrecorded(string error)
    {
        UnrecordedCount++;
        Errors.Add(error);
    }

    internal void Fail(string messageId, string error)
    {
        _failedMessages.Add(messageId);
        Errors.Add(error);
    }
}

/// <summary>How long an applied change took.</summary>
/// <param name="Origin">Region it was made in.</param>
/// <param name="LagMs">From the write, as its stream tells it (rounded down to the second), to its application here.</param>
/// <param name="QueueMs">From the envelope's first send to the application here.</param>
public readonly record struct AppliedLag(string Origin, long LagMs, long QueueMs);
