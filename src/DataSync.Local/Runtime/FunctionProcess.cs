using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;

namespace DataSync.Local.Runtime;

/// <summary>
/// One execution environment: a process that takes one invocation at a time. Whatever ends the process (crash, timeout, kill) is noticed in one place,
/// <see cref="WatchAsync"/>, after its last output has been read; an invocation it had taken fails there.
/// </summary>
internal sealed class FunctionProcess : IDisposable
{
    private readonly FunctionDefinition _function;
    private readonly RuntimeServices _services;
    private readonly Lock _lock = new();
    private readonly LogTail _tail = new();
    private readonly Process _process = new();
    private readonly Channel<Invocation> _assigned = Channel.CreateUnbounded<Invocation>();
    private readonly TaskCompletionSource<InitFailure?> _initialized = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Invocation? _current;
    private ReportedError? _initError;
    private bool _initTimedOut;
    private bool _exited;

    public FunctionProcess(FunctionDefinition function, RuntimeServices services)
    {
        _function = function;
        _services = services;
        Id = $"{function.Region}.{function.Name}.{Guid.NewGuid():n}";
    }

    /// <summary>The first part of the path under which the process finds its Runtime API.</summary>
    public string Id { get; }

    /// <summary>Completes when the process has ended and its output is read; at once if it never started.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _current is { Delivered: true };
            }
        }
    }

    public bool HasExited
    {
        get
        {
            lock (_lock)
            {
                return _exited;
            }
        }
    }

    public FunctionDefinition Function => _function;

    /// <summary>Starts the process and waits until it asks for work. Null: it is ready; otherwise why it is not.</summary>
    public async Task<InitFailure?> StartAsync(string runtimeApi)
    {
        if (!TryStart(runtimeApi, out var problem))
        {
            return new InitFailure(null, "Runtime.InvalidEntrypoint", $"Could not start {_function.FileName}: {problem}", string.Empty);
        }

        Ended = WatchAsync();
        using var timer = _services.Time.CreateTimer(_ => TimeOutInit(), null, _function.InitTimeout, Timeout.InfiniteTimeSpan);
        return await _initialized.Task;
    }

    /// <summary>Hands over an invocation. Null: the process ended before it took it.</summary>
    public async Task<InvocationResult?> InvokeAsync(Invocation invocation)
    {
        lock (_lock)
        {
            if (_exited)
            {
                return null;
            }

            _current = invocation;
            _tail.Clear();
        }

        invocation.Deadline = _services.Time.GetUtcNow() + _function.Timeout;
        _assigned.Writer.TryWrite(invocation);
        using var timer = _services.Time.CreateTimer(_ => TimeOut(invocation), null, _function.Timeout, Timeout.InfiniteTimeSpan);
        return await invocation.Result;
    }

    /// <summary>The process asks for work: it is initialized.</summary>
    public async ValueTask<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        _initialized.TrySetResult(null);
        var invocation = await _assigned.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            invocation.Delivered = true;
        }

        return invocation;
    }

    /// <summary>The process answers. False: that invocation is not its current one.</summary>
    public bool Respond(string requestId, ReadOnlyMemory<byte> payload) =>
        TryFinish(requestId, i => InvocationResult.Success(i.RequestId, payload, _tail.ToString()));

    /// <summary>The process reports that its invocation failed. False: that invocation is not its current one.</summary>
    public bool Fail(string requestId, ReportedError error) =>
        TryFinish(requestId, i => InvocationResult.Reported(i.RequestId, InvocationStatus.Unhandled, error, _tail.ToString()));

    /// <summary>The process reports that it cannot be initialized; it ends by itself, or when the time for initialization is over.</summary>
    public void FailInit(ReportedError error)
    {
        lock (_lock)
        {
            _initError = error;
        }
    }

    /// <summary>Ends the process and what it started, as the end of an environment would. A child left behind would also keep its output open.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or AggregateException or Win32Exception)
        {
            // Not started, or gone already, the one or the other of them: either is what was wanted.
        }
    }

    public void Dispose() => _process.Dispose();

    private bool TryStart(string runtimeApi, out string problem)
    {
        var start = new ProcessStartInfo(_function.FileName)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in _function.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in ProcessVariables.Of(_function, $"{runtimeApi}/{Id}", $"local/[$LATEST]{Id[^32..]}"))
        {
            start.Environment[name] = value;
        }

        _process.StartInfo = start;
        _process.OutputDataReceived += (_, line) => Log(line.Data, isError: false);
        _process.ErrorDataReceived += (_, line) => Log(line.Data, isError: true);
        try
        {
            _process.Start();
        }
        catch (Win32Exception exception)
        {
            problem = exception.Message;
            return false;
        }

        _services.Guard.Watch(_process.Id);
        _process.StandardInput.Dispose();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        problem = string.Empty;
        return true;
    }

    private async Task WatchAsync()
    {
        var processId = _process.Id;
        await _process.WaitForExitAsync();
        _services.Guard.Forget(processId);
        Invocation? lost;
        lock (_lock)
        {
            _exited = true;
            lost = _current;
            _current = null;
        }

        _initialized.TrySetResult(DescribeInitFailure());
        lost?.Complete(lost.Delivered ? DescribeLoss(lost) : null);
    }

    private InitFailure DescribeInitFailure()
    {
        if (_initError is { } error)
        {
            return new InitFailure(error, error.ErrorType, error.ErrorMessage, _tail.ToString());
        }

        return _initTimedOut
            ? new InitFailure(null, "Sandbox.Timedout", $"The function did not ask for work within {_function.InitTimeout.TotalSeconds:0.##} seconds.", _tail.ToString())
            : new InitFailure(null, "Runtime.ExitError", ExitReason.Describe(_process.ExitCode), _tail.ToString());
    }

    private InvocationResult DescribeLoss(Invocation lost)
    {
        var prefix = $"RequestId: {lost.RequestId} Error: ";
        return lost.TimedOut
            ? InvocationResult.Failure(lost.RequestId, InvocationStatus.Timeout, "Sandbox.Timedout", $"{prefix}Task timed out after {_function.Timeout.TotalSeconds:0.00} seconds", _tail.ToString())
            : InvocationResult.Failure(lost.RequestId, InvocationStatus.Unhandled, "Runtime.ExitError", prefix + ExitReason.Describe(_process.ExitCode), _tail.ToString());
    }

    private bool TryFinish(string requestId, Func<Invocation, InvocationResult> result)
    {
        Invocation invocation;
        lock (_lock)
        {
            // An answer that comes when time is up does not count: the process is being ended.
            if (_current is null || _current.RequestId != requestId || _current.TimedOut)
            {
                return false;
            }

            invocation = _current;
            _current = null;
        }

        invocation.Complete(result(invocation));
        return true;
    }

    private void TimeOut(Invocation invocation)
    {
        lock (_lock)
        {
            if (_current != invocation)
            {
                return;
            }

            invocation.TimedOut = true;
        }

        Kill();
    }

    private void TimeOutInit()
    {
        lock (_lock)
        {
            if (_initialized.Task.IsCompleted)
            {
                return;
            }

            _initTimedOut = true;
        }

        Kill();
    }

    private void Log(string? line, bool isError)
    {
        // Null marks the end of the stream.
        if (line is not null)
        {
            _tail.Add(line);
            _services.Log(new FunctionLogLine(_function.Name, _function.Region, line, isError));
        }
    }
}
