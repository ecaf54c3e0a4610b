using DataSync.Aws.Objects;
using DataSync.Aws.Queues;
using DataSync.Cli.Deployments;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>One dead-letter queue of one region, with what is needed to work on it.</summary>
/// <param name="Stack">The region.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Ids">Message ids that are asked for; empty: any.</param>
internal sealed record LetterPlace(RegionStack Stack, QueueKind Queue, IReadOnlyList<string> Ids)
{
    /// <summary>In words.</summary>
    public string Name => $"{Stack.Name}/{DeadLetterQueues.NameOf(Queue)}";

    /// <summary>Names for letters that do not tell them.</summary>
    public EntityNames Names => new(Stack.Settings.Entity, Stack.Settings.ObjectEntity.Length == 0 ? null : Stack.Settings.ObjectEntity);

    /// <summary>
    /// True where a replay has to sequence stream records, which only the region's own function can: it has the table and
    /// the ledger at hand.
    /// </summary>
    public bool IsReplayedByFunction => Queue is QueueKind.CaptureDeadLetters or QueueKind.FailedBatches;

    /// <summary>Receives from it.</summary>
    public IDeadLetterSource Source() => new SqsDeadLetterSource(Stack.Clients.Sqs(null), Stack.Settings.Queues)
    {
        Failures = Stack.Settings.FailureBucket.Length == 0 ? null : new FailureBatches(Stack.Clients.S3, Stack.Settings.FailureBucket),
    };

    /// <summary>Sends back to the region's queues.</summary>
    public IQueueSender Sender() => new SqsQueueSender(Stack.Clients.Sqs, Stack.Settings.Queues);

    /// <summary>Keeps what is taken out.</summary>
    public ILetterArchive Archive(TimeProvider time) => new S3LetterArchive(Stack.Clients.S3, Stack.Settings.PayloadBucket, time);

    /// <summary>The queue is there in this stack: one without objects has no events, one of an older release no known failure bucket.</summary>
    public bool Exists => Queue switch
    {
        QueueKind.ObjectEventDeadLetters => Stack.Settings.HasObjects,
        QueueKind.FailedBatches => Stack.Settings.FailureBucket.Length > 0,
        _ => true,
    };
}
