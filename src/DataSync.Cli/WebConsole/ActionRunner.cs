namespace DataSync.Cli.WebConsole;

/// <summary>
/// Runs one replay or discard at a time, apart from the request that asked for it: closing the page does not end it, and every page sees how far it is.
/// </summary>
internal sealed class ActionRunner(IConsoleSource source, StatusFeed feed, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan ShowInterval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private CancellationTokenSource? _current;
    private Task _task = Task.CompletedTask;
    private long _lastId;

    /// <summary>Begins to play letters again; null when something else runs.</summary>
    public ActionState? Replay(ConsoleSelection selection) => Begin("replay", (progress, token) => source.ReplayAsync(selection, progress, token));

    /// <summary>Begins to discard letters; null when something else runs.</summary>
    public ActionState? Discard(IReadOnlyList<string> ids) => Begin("discard", (progress, token) => source.DiscardAsync(ids, progress, token));

    /// <summary>Ends what runs, between two letters.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _current?.Cancel();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _task;
        _stopping.Dispose();
    }

    private ActionState? Begin(string kind, Func<IProgress<ConsoleOutcome>, CancellationToken, Task<ConsoleOutcome>> run)
    {
        lock (_lock)
        {
            if (_current is not null)
            {
                return null;
            }

            _current = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var state = new ActionState(++_lastId, kind, ActionPhase.Running, new ConsoleOutcome(0), Error: null);
            feed.Show(state);
            var token = _current.Token;
            _task = Task.Run(() => RunAsync(state, run, token), CancellationToken.None);
            return state;
        }
    }

    private async Task RunAsync(ActionState state, Func<IProgress<ConsoleOutcome>, CancellationToken, Task<ConsoleOutcome>> run, CancellationToken cancellationToken)
    {
        var progress = new Progress(outcome => feed.Show(state with { Outcome = outcome }), time);
        try
        {
            state = state with { Outcome = await run(progress, cancellationToken), Phase = ActionPhase.Done };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            state = state with { Outcome = progress.Last, Phase = ActionPhase.Stopped };
        }
        catch (Exception e)
        {
            // Shown to whoever asked for it, with how far it got.
            state = state with { Outcome = progress.Last, Phase = ActionPhase.Failed, Error = e.Message };
        }

        lock (_lock)
        {
            _current?.Dispose();
            _current = null;
        }

        feed.Show(state);
        feed.Wake();
    }

    /// <summary>Passes on what is new, but no more often than a person can see.</summary>
    private sealed class Progress(Action<ConsoleOutcome> show, TimeProvider time) : IProgress<ConsoleOutcome>
    {
        private long _shownAt = time.GetTimestamp() - (long)(ShowInterval.TotalSeconds * time.TimestampFrequency);
        private volatile ConsoleOutcome _last = new(0);

        public ConsoleOutcome Last => _last;

        public void Report(ConsoleOutcome value)
        {
            _last = value;
            var shownAt = Interlocked.Read(ref _shownAt);
            if (time.GetElapsedTime(shownAt) >= ShowInterval && Interlocked.CompareExchange(ref _shownAt, time.GetTimestamp(), shownAt) == shownAt)
            {
                show(value);
            }
        }
    }
}

/// <summary>A replay or discard.</summary>
/// <param name="Id">Counts them; a page tells by it which one it asked for.</param>
/// <param name="Kind">Either <c>replay</c> or <c>discard</c>.</param>
/// <param name="Phase">Whether it runs.</param>
/// <param name="Outcome">How far it is, or what it came to.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
internal sealed record ActionState(long Id, string Kind, ActionPhase Phase, ConsoleOutcome Outcome, string? Error);

/// <summary>Whether an action runs, and how it ended.</summary>
internal enum ActionPhase
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It went through all letters; some may have failed.</summary>
    Done,

    /// <summary>A person stopped it, or the console ended.</summary>
    Stopped,

    /// <summary>An error ended it.</summary>
    Failed,
}
