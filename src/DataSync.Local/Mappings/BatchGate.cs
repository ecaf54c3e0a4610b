namespace DataSync.Local.Mappings;

/// <summary>
/// How many batches of a queue run at the same time. Like Lambda's pollers it starts with five, grows while batches succeed and backs off when they
/// don't; Lambda publishes no figures for the latter, so this halves, down to one. One caller enters; any may leave.
/// </summary>
internal sealed class BatchGate
{
    /// <summary>Lambda starts with five batches at a time.</summary>
    public const int Start = 5;

    private readonly Lock _lock = new();
    private readonly int _limit;
    private int _allowed;
    private int _running;
    private TaskCompletionSource? _waiting;

    /// <summary>A gate that never lets more than <paramref name="limit"/> (at least one) in.</summary>
    public BatchGate(int limit)
    {
        _limit = Math.Max(1, limit);
        _allowed = Math.Min(Start, _limit);
    }

    /// <summary>How many may run now.</summary>
    public int Allowed
    {
        get
        {
            lock (_lock)
            {
                return _allowed;
            }
        }
    }

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task freed;
            lock (_lock)
            {
                if (_running < _allowed)
                {
                    _running++;
                    return;
                }

                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                freed = _waiting.Task;
            }

            await freed.WaitAsync(cancellationToken);
        }
    }

    public void Leave() => Change(() => _running--);

    public void Grow() => Change(() => _allowed = Math.Min(_limit, _allowed + 1));

    public void BackOff() => Change(() => _allowed = Math.Max(1, _allowed / 2));

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }
}
