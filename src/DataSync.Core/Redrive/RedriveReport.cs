namespace DataSync.Core.Redrive;

/// <summary>What became of a redrive.</summary>
public sealed class RedriveReport
{
    /// <summary>Letters that went back and left the dead-letter queue.</summary>
    public int RedrivenCount { get; internal set; }

    /// <summary>Letters of another reason.</summary>
    public int SkippedCount { get; internal set; }

    /// <summary>Letters that could not go back: they stay.</summary>
    public int KeptCount { get; internal set; }

    /// <summary>Letters that came back during the run.</summary>
    public int FailedAgainCount { get; internal set; }

    /// <summary>True when the queue had no more to give.</summary>
    public bool IsEmpty { get; internal set; }
}
