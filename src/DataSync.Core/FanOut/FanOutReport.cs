namespace DataSync.Core.FanOut;

/// <summary>What became of the changes that were fanned out.</summary>
public sealed class FanOutReport
{
    /// <summary>Changes confirmed by the queue of a region, counted per region.</summary>
    public int SentCount { get; set; }

    /// <summary>Changes put into the parked queue, counted per region.</summary>
    public int ParkedCount { get; set; }

    /// <summary>Changes put into the parked queue because their region is on hold, counted per region.</summary>
    public int HeldCount { get; set; }

    /// <summary>Messages sent to queues of other regions.</summary>
    public int MessageCount { get; set; }

    /// <summary>Dead letters written.</summary>
    public int DeadLetterCount { get; set; }

    /// <summary>Indexes of the changes that are not safe in a queue for every region: their records are not done.</summary>
    public ISet<int> FailedChanges { get; } = new HashSet<int>();

    /// <summary>What the queues said, one line for each kind of failure.</summary>
    public ISet<string> Errors { get; } = new HashSet<string>(StringComparer.Ordinal);
}
