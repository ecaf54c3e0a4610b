namespace DataSync.Cli.Failover;

/// <summary>What all steps work with.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="site">The regions.</param>
/// <param name="time">The clock.</param>
/// <param name="state">How far it has come.</param>
/// <param name="save">Keeps the state.</param>
internal sealed class FailoverContext(FailoverRequest request, IFailoverSite site, TimeProvider time, FailoverState state, Action<FailoverState> save)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    public FailoverRequest Request => request;

    public IFailoverSite Site => site;

    public TimeProvider Time => time;

    /// <summary>How far it has come.</summary>
    public FailoverState State { get; private set; } = state;

    /// <summary>How long to wait between two looks.</summary>
    public TimeSpan Pause
    {
        get
        {
            var third = request.Quiet / 3;
            return third > LongestPause ? LongestPause : third < ShortestPause ? ShortestPause : third;
        }
    }

    /// <summary>Changes the state and keeps it before anything else happens.</summary>
    public void Change(Func<FailoverState, FailoverState> change)
    {
        State = change(State);
        save(State);
    }

    /// <summary>Looks again and again until it is so, or patience has run out.</summary>
    public async Task<bool> UntilAsync(Func<CancellationToken, Task<bool>> isSo, TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!await isSo(cancellationToken))
        {
            if (time.GetElapsedTime(start) >= patience)
            {
                return false;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return true;
    }
}
