namespace DataSync.Local.Hosting;

/// <summary>Lets invocations pass, any number at a time, until somebody needs a moment without any.</summary>
internal sealed class InvocationGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _opened;
    private TaskCompletionSource? _empty;
    private int _inside;

    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task opened;
            lock (_lock)
            {
                if (_opened is null)
                {
                    _inside++;
                    return;
                }

                opened = _opened.Task;
            }

            await opened.WaitAsync(cancellationToken);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Closes the gate, waits until nobody is inside, runs the action and opens it again. One caller at a time.</summary>
    /// <exception cref="InvalidOperationException">The gate is closed already.</exception>
    public async Task WhileEmptyAsync(Action action)
    {
        Task empty;
        lock (_lock)
        {
            if (_opened is not null)
            {
                throw new InvalidOperationException("The gate is closed already.");
            }

            _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _inside == 0 ? Task.CompletedTask : _empty.Task;
        }

        try
        {
            await empty;
            action();
        }
        finally
        {
            lock (_lock)
            {
                _opened.SetResult();
                _opened = null;
                _empty = null;
            }
        }
    }
}
