namespace DataSync.Core.Ports;

/// <summary>A queue of the service.</summary>
/// <param name="Kind">Which of a region's queues.</param>
/// <param name="Region">Its region; null for this one.</param>
public readonly record struct QueueAddress(QueueKind Kind, string? Region = null);

/// <summary>The queues of a region.</summary>
public enum QueueKind
{
    /// <summary>Changes to apply.</summary>
    Changes,

    /// <summary>Changes for a region that was unreachable.</summary>
    Parked,

    /// <summary>Dead letters of Apply.</summary>
    ChangesDeadLetters,

    /// <summary>Dead letters of Forward.</summary>
    ParkedDeadLetters,

    /// <summary>Dead letters of the stream side.</summary>
    CaptureDeadLetters,

    /// <summary>Events of the bucket.</summary>
    ObjectEvents,

    /// <summary>Events of the bucket that were received too often.</summary>
    ObjectEventDeadLetters,

    /// <summary>Batches of stream records that Lambda gave up on: a bucket that is read as a queue is.</summary>
    FailedBatches,
}
