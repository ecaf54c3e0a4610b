namespace DataSync.Core.Forward;

/// <summary>What became of a batch of parked messages.</summary>
public sealed class ForwardReport
{
    /// <summary>Delivered to their region.</summary>
    public int SentCount { get; internal set; }

    /// <summary>Parked again: their region is still unreachable, or nobody knows whether it is on hold.</summary>
    public int ParkedAgainCount { get; internal set; }

    /// <summary>Parked again: their region is on hold.</summary>
    public int HeldCount { get; internal set; }

    /// <summary>Dead letters written.</summary>
    public int DeadLetterCount { get; internal set; }

    /// <summary>Age of the oldest message that is still parked, from its first send; zero when none is.</summary>
    public TimeSpan OldestUnsent { get; internal set; }

    /// <summary>Ids of the messages that must be delivered again.</summary>
    public ISet<string> FailedMessages { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What went wrong, one line for each kind of failure.</summary>
    public ISet<string> Errors { get; } = new HashSet<string>(StringComparer.Ordinal);
}
