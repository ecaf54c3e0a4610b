namespace Amazon.Lambda.SQSEvents;

/// <summary>A batch of SQS messages, as Lambda hands it over. Names bind without regard to case; what the event lacks is null.</summary>
public class SQSEvent
{
    /// <summary>The messages.</summary>
    public List<SQSMessage>? Records { get; set; }

    /// <summary>One received message.</summary>
    public class SQSMessage
    {
        /// <summary>System attributes such as <c>SentTimestamp</c> and <c>ApproximateReceiveCount</c>.</summary>
        public Dictionary<string, string>? Attributes { get; set; }

        /// <summary>The region of the queue.</summary>
        public string? AwsRegion { get; set; }

        /// <summary>What was sent.</summary>
        public string? Body { get; set; }

        /// <summary><c>aws:sqs</c>.</summary>
        public string? EventSource { get; set; }

        /// <summary>The queue's ARN (<c>eventSourceARN</c> in the JSON).</summary>
        public string? EventSourceArn { get; set; }

        /// <summary>Checksum of the body.</summary>
        public string? Md5OfBody { get; set; }

        /// <summary>Checksum of the message attributes; null when there are none.</summary>
        public string? Md5OfMessageAttributes { get; set; }

        /// <summary>The sender's attributes; empty when there are none.</summary>
        public Dictionary<string, MessageAttribute>? MessageAttributes { get; set; }

        /// <summary>The message's id, which a batch item failure names.</summary>
        public string? MessageId { get; set; }

        /// <summary>The handle of this receipt.</summary>
        public string? ReceiptHandle { get; set; }
    }

    /// <summary>One attribute that the sender set.</summary>
    public class MessageAttribute
    {
        /// <summary>Not used by SQS yet; empty.</summary>
        public List<MemoryStream>? BinaryListValues { get; set; }

        /// <summary>The value when the type is Binary.</summary>
        public MemoryStream? BinaryValue { get; set; }

        /// <summary><c>String</c>, <c>Number</c> or <c>Binary</c>, with an optional label.</summary>
        public string? DataType { get; set; }

        /// <summary>Not used by SQS yet; empty.</summary>
        public List<string>? StringListValues { get; set; }

        /// <summary>The value when the type is String or Number.</summary>
        public string? StringValue { get; set; }
    }
}
