using DataSync.Core.FanOut;

namespace DataSync.Core.Capture;

/// <summary>What became of a batch of stream records.</summary>
public sealed class CaptureReport
{
    private int _echoCount;
    private int _settledCount;
    private int _supersededCount;
    private int _firstFailed = int.MaxValue;

    /// <summary>Changes that were sequenced, and fanned out unless their record is among the failed.</summary>
    public int CapturedCount { get; internal set; }

    /// <summary>Records that showed the service's own writes.</summary>
    public int EchoCount => _echoCount;

    /// <summary>Overwritten versions brought back.</summary>
    public int SettledCount => _settledCount;

    /// <summary>Records that a newer, already sequenced write of their item made needless.</summary>
    public int SupersededCount => _supersededCount;

    /// <summary>Dead letters written for records.</summary>
    public int DeadLetterCount { get; internal set; }

    /// <summary>How the fan-out went; null when there was nothing to send.</summary>
    public FanOutReport? FanOut { get; internal set; }

    /// <summary>Index of the earliest record that is not done; null when all are. The stream goes on from there.</summary>
    public int? FirstFailedRecord => _firstFailed == int.MaxValue ? null : _firstFailed;

    /// <summary>Why records are not done, one line for each kind of failure.</summary>
    public ISet<string> Errors { get; } = new HashSet<string>(StringComparer.Ordinal);

    internal void Echo(int settled)
    {
        Interlocked.Increment(ref _echoCount);
        Interlocked.Add(ref _settledCount, settled);
    }

    internal void Superseded() => Interlocked.Increment(ref _supersededCount);

    internal void Fail(int record, string error)
    {
        lock (Errors)
        {
            _firstFailed = Math.Min(_firstFailed, record);
            Errors.Add(error);
        }
    }
}
