namespace DataSync.LocalAws.Sqs;

/// <summary>Where a message stands in its queue.</summary>
internal enum MessageState
{
    /// <summary>Not in a queue: new, deleted, or on its way to another queue.</summary>
    Outside,

    /// <summary>Sent with a delay that has not passed.</summary>
    Delayed,

    /// <summary>Can be received.</summary>
    Visible,

    /// <summary>Received, and neither deleted nor visible again.</summary>
    InFlight,
}

/// <summary>A message. What was sent never changes; everything below <see cref="Serial"/> belongs to the queue and is guarded by its lock.</summary>
internal sealed class SqsMessage
{
    public required string Id { get; init; }

    public required string Body { get; init; }

    public required string BodyMd5 { get; init; }

    public IReadOnlyDictionary<string, MessageAttributeValue>? Attributes { get; init; }

    public string? AttributesMd5 { get; init; }

    public string? TraceHeader { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    /// <summary>FIFO queues only; set when the queue takes the message in.</summary>
    public string? SequenceNumber { get; set; }

    /// <summary>The queue this message was moved from as a dead letter.</summary>
    public string? DeadLetterSourceArn { get; set; }

    /// <summary>Identifies the message within its queue.</summary>
    public long Serial { get; set; }

    public MessageState State { get; set; }

    /// <summary>When it was enqueued, in UTC ticks. Kept when a standard queue passes it to its dead-letter queue.</summary>
    public long SentAt { get; set; }

    /// <summary>When it turns visible, in UTC ticks; only while it is delayed or in flight.</summary>
    public long VisibleAt { get; set; }

    /// <summary>When the newest receipt was handed out, in UTC ticks.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>UTC ticks; zero before the first receive.</summary>
    public long FirstReceivedAt { get; set; }

    /// <summary>Receives over its whole life, dead-letter queues included.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>Receives in the present queue: what its redrive policy counts.</summary>
    public int ReceiveCountHere { get; set; }

    /// <summary>Numbers the receipts, so that only the newest one counts.</summary>
    public int Receipt { get; set; }

    /// <summary>Links of the <see cref="MessageList"/> the message is in.</summary>
    public SqsMessage? Previous { get; set; }

    public SqsMessage? Next { get; set; }

    /// <summary>Positions in the two heaps of the queue, -1 when in neither.</summary>
    public int TimerIndex { get; set; } = -1;

    public int AgeIndex { get; set; } = -1;
}
