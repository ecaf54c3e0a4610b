using DataSync.Core.FanOut;

namespace DataSync.Core.Capture;

/// <summary>What became of a batch of S3 events.</summary>
public sealed class ObjectCaptureReport
{
    private readonly Lock _lock = new();

    /// <summary>Changes that were sequenced, and fanned out unless their event is among the failed.</summary>
    public int CapturedCount { get; internal set; }

    /// <summary>Objects whose events showed the service's own writes.</summary>
    public int EchoCount { get; private set; }

    /// <summary>Objects put right, because the service had written over something newer.</summary>
    public int SettledCount { get; private set; }

    /// <summary>Local writes that the service overwrote unseen: what replaced them counts as newest from now on.</summary>
    public int ClobberedCount { get; private set; }

    /// <summary>Objects whose events told nothing new.</summary>
    public int SupersededCount { get; private set; }

    /// <summary>How the fan-out went; null when there was nothing to send.</summary>
    public FanOutReport? FanOut { get; internal set; }

    /// <summary>Indexes of the events of objects that Apply is writing just now: they must come again in a moment.</summary>
    public ISet<int> WaitingEvents { get; } = new HashSet<int>();

    /// <summary>Indexes of the events that are not done.</summary>
    public ISet<int> FailedEvents { get; } = new HashSet<int>();

    /// <summary>Why events are not done, one line for each kind of failure.</summary>
    public ISet<string> Errors { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>From the write, as S3 tells it, to its capture: one value in milliseconds for each change captured.</summary>
    public IList<long> LagsMs { get; } = [];

    internal void Echo()
    {
        lock (_lock)
        {
            EchoCount++;
        }
    }

    internal void Settled(bool isClobbered)
    {
        lock (_lock)
        {
            SettledCount++;
            ClobberedCount += isClobbered ? 1 : 0;
        }
    }

    internal void Superseded()
    {
        lock (_lock)
        {
            SupersededCount++;
        }
    }

    internal void Wait(IEnumerable<int> events)
    {
        lock (_lock)
        {
            WaitingEvents.UnionWith(events);
        }
    }

    internal void Fail(IEnumerable<int> events, string error)
    {
        lock (_lock)
        {
            FailedEvents.UnionWith(events);
            Errors.Add(error);
        }
    }
}
