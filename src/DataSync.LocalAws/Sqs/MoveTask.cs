namespace DataSync.LocalAws.Sqs;

/// <summary>One run of StartMessageMoveTask: moves a second's worth of dead letters at once, then again a second later, until none are left.</summary>
internal sealed class MoveTask : IDisposable
{
    /// <summary>AWS's top rate, and what a task without a rate goes at here.</summary>
    public const int MaxPerSecond = 500;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SqsQueue _source;
    private readonly SqsQueue? _destination;
    private readonly Func<string, SqsQueue?> _findQueue;
    private readonly int? _perSecond;
    private readonly long _toMove;
    private readonly DateTimeOffset _startedAt;
    private readonly ITimer _timer;
    private string _status = "RUNNING";
    private string? _failureReason;
    private long _moved;

    /// <param name="time">Paces the task.</param>
    /// <param name="source">The dead-letter queue.</param>
    /// <param name="destination">Where to; null for each message's own source queue.</param>
    /// <param name="perSecond">1 to 500; null leaves the rate to the service.</param>
    /// <param name="findQueue">Finds a message's source queue by its ARN.</param>
    public MoveTask(TimeProvider time, SqsQueue source, SqsQueue? destination, int? perSecond, Func<string, SqsQueue?> findQueue)
    {
        _source = source;
        _destination = destination;
        _perSecond = perSecond;
        _findQueue = findQueue;
        _toMove = source.Depth().Visible;
        _startedAt = time.GetUtcNow();
        Handle = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        _timer = time.CreateTimer(static task => ((MoveTask)task!).Step(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Handle { get; }

    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _status == "RUNNING";
            }
        }
    }

    /// <summary>Moves the first second's worth before it returns.</summary>
    public void Start()
    {
        _timer.Change(Period, Period);
        Step();
    }

    /// <summary>Stops a running task and says how many messages it has moved; null when it does not run.</summary>
    public long? Cancel()
    {
        lock (_lock)
        {
            return End("CANCELLED", reason: null) ? _moved : null;
        }
    }

    public MoveTaskEntry Describe()
    {
        lock (_lock)
        {
            return new MoveTaskEntry(
                _status == "RUNNING" ? Handle : null,
                _status,
                _source.Arn,
                _destination?.Arn,
                _perSecond,
                _moved,
                _toMove,
                _failureReason,
                _startedAt.ToUnixTimeMilliseconds());
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Step()
    {
        lock (_lock)
        {
            if (_status != "RUNNING")
            {
                return;
            }

            var batch = _source.TakeOut(_perSecond ?? MaxPerSecond);
            for (var index = 0; index < batch.Count; index++)
            {
                if (FailureFor(batch[index], out var target) is { } reason)
                {
                    // Back they go, with age and source as they were: a task that fails loses nothing.
                    batch.Skip(index).ToList().ForEach(_source.PutBack);
                    End("FAILED", reason);
                    return;
                }

                target!.Send(MessageFactory.Renew(batch[index], target.Name.IsFifo), TimeSpan.Zero);
                _moved++;
            }

            if (_source.IsDeleted || _source.Depth().Visible == 0)
            {
                End("COMPLETED", reason: null);
            }
        }
    }

    private string? FailureFor(SqsMessage message, out SqsQueue? target)
    {
        target = _destination ?? (message.DeadLetterSourceArn is { } arn ? _findQueue(arn) : null);
        return target switch
        {
            null when message.DeadLetterSourceArn is null => "CouldNotDetermineMessageSource",
            null or { IsDeleted: true } => "AWS.SimpleQueueService.NonExistentQueue",
            _ => null,
        };
    }

    private bool End(string status, string? reason)
    {
        if (_status != "RUNNING")
        {
            return false;
        }

        _status = status;
        _failureReason = reason;
        _timer.Dispose();
        return true;
    }
}
