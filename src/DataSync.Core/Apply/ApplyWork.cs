using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;

namespace DataSync.Core.Apply;

/// <summary>One change on its way through a batch.</summary>
internal sealed class ApplyWork(int message, Envelope envelope, Change change)
{
    /// <summary>Index of the message it came in.</summary>
    public int Message => message;

    public Envelope Envelope => envelope;

    public Change Change => change;

    /// <summary>Set when it must come back later.</summary>
    public Change? Again { get; set; }

    /// <summary>True when it comes back because its attempt failed; false when it only waits for others.</summary>
    public bool IsRetry { get; set; }

    /// <summary>Set when it is given up on.</summary>
    public DeadLetter? Letter { get; set; }
}
