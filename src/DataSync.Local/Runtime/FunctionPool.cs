namespace DataSync.Local.Runtime;

/// <summary>
/// The execution environments of one function in one region. Processes are started when an invocation needs one and kept warm afterwards; one that ended
/// is replaced at the next need. Safe for concurrent calls.
/// </summary>
public sealed class FunctionPool : IAsyncDisposable
{
    // A process can end between two invocations; one that never lives to take an invocation is not tried for ever.
    private const int MaxHandovers = 3;

    private readonly RuntimeServices _services;
    private readonly string _runtimeApi;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FunctionProcess> _processes = new(StringComparer.Ordinal);
    private readonly Stack<FunctionProcess> _idle = new();
    private int _running;
    private bool _disposed;

    internal FunctionPool(FunctionDefinition function, RuntimeServices services, string runtimeApi)
    {
        Function = function;
        _services = services;
        _runtimeApi = runtimeApi;
    }

    /// <summary>The function.</summary>
    public FunctionDefinition Function { get; }

    /// <summary>Processes that are alive, busy ones and warm ones.</summary>
    public int ProcessCount
    {
        get
        {
            lock (_lock)
            {
                return _processes.Count;
            }
        }
    }

    /// <summary>Invocations under way, those included whose process is still starting.</summary>
    public int RunningCount
    {
        get
        {
            lock (_lock)
            {
                return _running;
            }
        }
    }

    /// <summary>
    /// Runs the function once. Failures of the function are results, not exceptions. As with Lambda, a caller that stops waiting does not stop the
    /// invocation: cancellation only ends the wait, with <see cref="OperationCanceledException"/>.
    /// </summary>
    public async Task<InvocationResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var invocation = Invocation.Create(payload, _services.Time.GetUtcNow());
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_running >= Function.MaxConcurrency)
            {
                _services.Ended(new FunctionRun(Function, InvocationStatus.Throttled, TimeSpan.Zero));
                return InvocationResult.Failure(invocation.RequestId, InvocationStatus.Throttled, "TooManyRequestsException", "Rate Exceeded.");
            }

            _running++;
        }

        return await RunAsync(invocation).WaitAsync(cancellationToken);
    }

    /// <summary>Starts one process ahead of the first invocation. Null: it is ready and stays warm; otherwise why it could not be initialized, in the function's own words.</summary>
    public async Task<string?> WarmUpAsync()
    {
        var process = new FunctionProcess(Function, _services);
        if (await StartAsync(process) is { } failure)
        {
            return failure.For("").ErrorMessage;
        }

        Return(process);
        return null;
    }

    /// <summary>Ends a process in the middle of an invocation, as a crash would. False when none is in one.</summary>
    public bool KillOne()
    {
        FunctionProcess? victim;
        lock (_lock)
        {
            victim = _processes.Values.FirstOrDefault(p => p.IsBusy);
        }

        victim?.Kill();
        return victim is not null;
    }

    /// <summary>Ends all processes and waits until they are gone. Invocations under way fail.</summary>
    public async ValueTask DisposeAsync()
    {
        KillAll();
        Task[] ends;
        lock (_lock)
        {
            ends = [.. _processes.Values.Select(p => p.Ended)];
        }

        await Task.WhenAll(ends);
    }

    internal FunctionProcess? Find(string processId)
    {
        lock (_lock)
        {
            return _processes.GetValueOrDefault(processId);
        }
    }

    internal void KillAll()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var process in _processes.Values)
            {
                process.Kill();
            }
        }
    }

    private async Task<InvocationResult> RunAsync(Invocation invocation)
    {
        var started = _services.Time.GetTimestamp();
        try
        {
            for (var handover = 0; handover < MaxHandovers; handover++)
            {
                var process = TakeIdle();
                if (process is null)
                {
                    process = new FunctionProcess(Function, _services);
                    if (await StartAsync(process) is { } failure)
                    {
                        return Ended(failure.For(invocation.RequestId), started);
                    }
                }

                started = _services.Time.GetTimestamp();
                if (await process.InvokeAsync(invocation) is { } result)
                {
                    Return(process);
                    return Ended(result, started);
                }
            }

            return Ended(InvocationResult.Failure(invocation.RequestId, InvocationStatus.Unhandled, "Runtime.ExitError", "The function's processes end without taking work."), started);
        }
        finally
        {
            lock (_lock)
            {
                _running--;
            }
        }
    }

    private InvocationResult Ended(InvocationResult result, long started)
    {
        _services.Ended(new FunctionRun(Function, result.Status, _services.Time.GetElapsedTime(started)));
        return result;
    }

    private async Task<InitFailure?> StartAsync(FunctionProcess process)
    {
        Task<InitFailure?> started;
        lock (_lock)
        {
            if (_disposed)
            {
                return new InitFailure(null, "Runtime.ExitError", "The host is shutting down.", string.Empty);
            }

            // Known before it runs: its first call must find it. Started under the lock: whoever disposes the pool then sees either no process or one to end.
            _processes.Add(process.Id, process);
            started = process.StartAsync(_runtimeApi);
        }

        _ = process.Ended.ContinueWith(_ => Remove(process), TaskScheduler.Default);
        var failure = await started;
        if (failure is not null)
        {
            Remove(process);
        }

        return failure;
    }

    private FunctionProcess? TakeIdle()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out var process))
            {
                if (!process.HasExited)
                {
                    return process;
                }
            }

            return null;
        }
    }

    private void Return(FunctionProcess process)
    {
        lock (_lock)
        {
            if (_processes.ContainsKey(process.Id))
            {
                _idle.Push(process);
            }
        }
    }

    private void Remove(FunctionProcess process)
    {
        lock (_lock)
        {
            _processes.Remove(process.Id);
        }

        process.Dispose();
    }
}
