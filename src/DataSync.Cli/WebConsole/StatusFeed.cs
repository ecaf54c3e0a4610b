using System.Threading.Channels;
using DataSync.Cli.Status;

namespace DataSync.Cli.WebConsole;

/// <summary>
/// One poll of the source for all pages. A page that reads too slowly misses snapshots, never points of the plots it would need to start over for:
/// it gets the newest snapshot when it is ready.
/// </summary>
internal sealed class StatusFeed(IConsoleSource source, ConsoleOptions options) : IAsyncDisposable
{
    // A page that stands still for that many snapshots is some minutes behind; dropping the oldest costs it points, not correctness.
    private const int MaxQueued = 64;

    private readonly Lock _lock = new();
    private readonly List<Channel<byte[]>> _readers = [];
    private readonly StatusHistory _history = new(ConsoleOptions.HistoryLength, options.SampleInterval);
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _wake = NewSignal();
    private Task _loop = Task.CompletedTask;
    private ConsoleSnapshot _snapshot = new();
    private byte[] _sent = [];
    private long _sentAt;

    /// <summary>The newest snapshot.</summary>
    public ConsoleSnapshot Snapshot
    {
        get
        {
            lock (_lock)
            {
                return _snapshot;
            }
        }
    }

    /// <summary>Begins to poll.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Polls now rather than at the next turn: something was done that the status shows.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            _wake.TrySetResult();
        }
    }

    /// <summary>Shows how a replay or discard goes.</summary>
    public void Show(ActionState action)
    {
        lock (_lock)
        {
            Publish(_snapshot with { Action = action, Sample = null });
        }
    }

    /// <summary>Shows which faults last.</summary>
    public void ShowFaults()
    {
        lock (_lock)
        {
            Publish(_snapshot with { Faults = source.Faults?.Active, Sample = null });
        }
    }

    /// <summary>Frames for one page: welcome, history and the newest snapshot, then each that differs from the one before.</summary>
    public Subscription Subscribe(ConsoleWelcome welcome)
    {
        var channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            channel.Writer.TryWrite(EventFrame.Of("welcome", welcome, ConsoleJson.Default.ConsoleWelcome));
            channel.Writer.TryWrite(EventFrame.Of("history", _history.ToColumns(), ConsoleJson.Default.Columns));
            channel.Writer.TryWrite(EventFrame.Of("snapshot", _snapshot with { Sample = null }, ConsoleJson.Default.ConsoleSnapshot));
            _readers.Add(channel);
            if (_readers.Count == 1)
            {
                _wake.TrySetResult();
            }
        }

        return new Subscription(channel.Reader, () => Remove(channel));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Task wake;
            lock (_lock)
            {
                _wake = NewSignal();
                wake = _wake.Task;
            }

            await PollAsync();
            TimeSpan pause;
            lock (_lock)
            {
                pause = _readers.Count > 0 ? options.PollInterval : options.IdleInterval;
            }

            // Time running out, or the end, are no errors here.
            await wake.WaitAsync(pause, options.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollAsync()
    {
        using var timeout = new CancellationTokenSource(options.PollTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        try
        {
            var status = await source.StatusAsync(either.Token);
            Take(status);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The console ends.
        }
        catch (OperationCanceledException)
        {
            Fail($"The status was not to be had within {options.PollTimeout.TotalSeconds:0} s.");
        }
        catch (Exception e)
        {
            // Whatever it is, the console goes on: what the operator needs then is the reason and the last status that there was.
            Fail(e.Message);
        }
    }

    private void Take(DeploymentStatus status)
    {
        var sample = new HistorySample(status.At.ToUnixTimeMilliseconds(), [.. status.Regions.Select(RegionSample.Of)]);
        lock (_lock)
        {
            Publish(_snapshot with { Status = status, Problem = null, Sample = _history.Add(sample) ? sample : null, Faults = source.Faults?.Active });
        }
    }

    private void Fail(string problem)
    {
        lock (_lock)
        {
            Publish(_snapshot with { Problem = problem, Sample = null, Faults = source.Faults?.Active });
        }
    }

    // Under the lock. What only differs in its time is not sent again, until pages would take the silence for a lost connection.
    private void Publish(ConsoleSnapshot snapshot)
    {
        _snapshot = snapshot;
        if (_readers.Count == 0)
        {
            _sent = [];
            return;
        }

        var timeless = EventFrame.Of("snapshot", snapshot with { Status = snapshot.Status is { } status ? status with { At = default } : null }, ConsoleJson.Default.ConsoleSnapshot);
        if (timeless.AsSpan().SequenceEqual(_sent) && options.Time.GetElapsedTime(_sentAt) < options.KeepAlive)
        {
            return;
        }

        _sent = timeless;
        _sentAt = options.Time.GetTimestamp();
        var frame = EventFrame.Of("snapshot", snapshot, ConsoleJson.Default.ConsoleSnapshot);
        foreach (var reader in _readers)
        {
            reader.Writer.TryWrite(frame);
        }
    }

    private void Remove(Channel<byte[]> channel)
    {
        lock (_lock)
        {
            _readers.Remove(channel);
        }
    }

    /// <summary>One page's frames, until it is disposed of.</summary>
    internal sealed class Subscription(ChannelReader<byte[]> frames, Action remove) : IDisposable
    {
        /// <summary>Server-sent events, ready to be written.</summary>
        public ChannelReader<byte[]> Frames => frames;

        /// <inheritdoc/>
        public void Dispose() => remove();
    }
}
