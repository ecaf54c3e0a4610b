using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Where letters came from.</summary>
internal static class LetterRoute
{
    // Its letters hold events of the bucket, not records of the stream.
    private const string ObjectCapture = "CaptureObjects";

    /// <summary>The queue that a letter goes back to; null: it is no message (a stream record, a batch), or only a person can help.</summary>
    public static QueueKind? Of(QueueKind queue, LetterFacts facts) => queue switch
    {
        _ when facts.Kind is LetterKind.Record or LetterKind.Batch or LetterKind.Empty => null,
        QueueKind.ChangesDeadLetters => QueueKind.Changes,
        QueueKind.ParkedDeadLetters => QueueKind.Parked,
        QueueKind.ObjectEventDeadLetters => QueueKind.ObjectEvents,
        QueueKind.CaptureDeadLetters when facts is { Function: ObjectCapture, Kind: LetterKind.Text } => QueueKind.ObjectEvents,
        _ => null,
    };
}
