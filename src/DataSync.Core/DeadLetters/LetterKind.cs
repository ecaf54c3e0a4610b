namespace DataSync.Core.DeadLetters;

/// <summary>What a message of a dead-letter queue is.</summary>
public enum LetterKind
{
    /// <summary>A dead letter with an envelope in it.</summary>
    Envelope,

    /// <summary>A dead letter with a stream record in it.</summary>
    Record,

    /// <summary>A dead letter with a text in it that could not be read as what it should be.</summary>
    Text,

    /// <summary>A dead letter without content: what it tells of was too large.</summary>
    Empty,

    /// <summary>An envelope that the queue service moved itself.</summary>
    MovedEnvelope,

    /// <summary>An event of the bucket that the queue service moved itself.</summary>
    MovedEvent,

    /// <summary>A batch of stream records that Lambda gave up on.</summary>
    Batch,

    /// <summary>Anything else that the queue service moved itself.</summary>
    Unreadable,
}
