namespace DataSync.Local.Mappings;

/// <summary>Starting, pausing and stopping, the same for every kind of mapping.</summary>
internal sealed class MappingLifetime(bool startsPaused) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource? _resumed = startsPaused ? NewSignal() : null;
    private CancellationTokenSource _pausing = new();
    private Task? _run;
    private bool _isDisposed;
    private int _underWay;

    public MappingCounters Counters { get; } = new();

    public string? StopReason { get; private set; }

    public MappingState State
    {
        get
        {
            lock (_lock)
            {
                return _isDisposed || _run is null ? MappingState.Idle
                    : StopReason is not null ? MappingState.Stopped
                    : _resumed is not null ? MappingState.Paused
                    : MappingState.Running;
            }
        }
    }

    public void Start(Func<CancellationToken, Task> run)
    {
        lock (_lock)
        {
            if (_run is not null)
            {
                throw new InvalidOperationException("The mapping was started before.");
            }

            _run = Task.Run(() => RunAsync(run));
        }
    }

    public void Pause()
    {
        lock (_lock)
        {
            _resumed ??= NewSignal();
            _pausing.Cancel();
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            // One that is not paused keeps its source: polls under way listen to it.
            if (_resumed is not null)
            {
                _pausing = new CancellationTokenSource();
                _resumed.SetResult();
                _resumed = null;
            }
        }
    }

    /// <summary>True when everything that was entered has been left.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_lock)
            {
                return _underWay == 0;
            }
        }
    }

    /// <summary>Cancelled at the next pause: ends a wait for new work early.</summary>
    public CancellationToken Pausing
    {
        get
        {
            lock (_lock)
            {
                return _pausing.Token;
            }
        }
    }

    public Task WaitWhilePausedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _resumed is null ? Task.CompletedTask : _resumed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits while paused, then begins something that a pause lets finish. Whoever entered calls <see cref="Leave"/> once.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task resumed;
            lock (_lock)
            {
                if (_resumed is null)
                {
                    _underWay++;
                    return;
                }

                resumed = _resumed.Task;
            }

            await resumed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What was entered has ended.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _underWay--;
        }
    }

    /// <summary>Ends the mapping for a reason that the live view shows: one that ended must not look like one that is idle.</summary>
    public void Fail(Exception exception)
    {
        lock (_lock)
        {
            StopReason ??= exception.Message;
            if (!_isDisposed)
            {
                _stopping.Cancel();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? run;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            run = _run;
        }

        await _stopping.CancelAsync();
        if (run is not null)
        {
            await run;
        }

        _stopping.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The mapping is being disposed.
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
