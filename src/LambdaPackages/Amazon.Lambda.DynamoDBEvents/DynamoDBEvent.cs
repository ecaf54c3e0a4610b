namespace Amazon.Lambda.DynamoDBEvents;

/// <summary>A batch of records of a DynamoDB stream, as Lambda hands it over. Names bind without regard to case; what the event lacks is null.</summary>
public class DynamoDBEvent
{
    /// <summary>The records, in the order of the shard.</summary>
    public IList<DynamodbStreamRecord>? Records { get; set; }

    /// <summary>One write to one item.</summary>
    public class DynamodbStreamRecord
    {
        /// <summary>The region of the table.</summary>
        public string? AwsRegion { get; set; }

        /// <summary>Keys, images and position of the write.</summary>
        public StreamRecord? Dynamodb { get; set; }

        /// <summary>An id of this record.</summary>
        public string? EventID { get; set; }

        /// <summary><c>INSERT</c>, <c>MODIFY</c> or <c>REMOVE</c>.</summary>
        public string? EventName { get; set; }

        /// <summary><c>aws:dynamodb</c>.</summary>
        public string? EventSource { get; set; }

        /// <summary>The stream's ARN (<c>eventSourceARN</c> in the JSON).</summary>
        public string? EventSourceArn { get; set; }

        /// <summary>The version of the record's format.</summary>
        public string? EventVersion { get; set; }

        /// <summary>Who wrote, when that is the service itself (TTL).</summary>
        public Identity? UserIdentity { get; set; }
    }

    /// <summary>Keys, images and position of a write.</summary>
    public class StreamRecord
    {
        /// <summary>When the item was written, rounded down to the second; a number of seconds in the JSON.</summary>
        public DateTime ApproximateCreationDateTime { get; set; }

        /// <summary>The item's primary key.</summary>
        public Dictionary<string, AttributeValue>? Keys { get; set; }

        /// <summary>The item after the write; null when it was deleted.</summary>
        public Dictionary<string, AttributeValue>? NewImage { get; set; }

        /// <summary>The item before the write; null when there was none.</summary>
        public Dictionary<string, AttributeValue>? OldImage { get; set; }

        /// <summary>The position in the shard: decimal digits, compared as a number.</summary>
        public string? SequenceNumber { get; set; }

        /// <summary>The record's size in bytes.</summary>
        public long SizeBytes { get; set; }

        /// <summary>Which images the record carries.</summary>
        public string? StreamViewType { get; set; }
    }

    /// <summary>A value in DynamoDB JSON: exactly one member is set.</summary>
    public class AttributeValue
    {
        /// <summary>Bytes.</summary>
        public MemoryStream? B { get; set; }

        /// <summary>True or false.</summary>
        public bool? BOOL { get; set; }

        /// <summary>A set of byte strings.</summary>
        public List<MemoryStream>? BS { get; set; }

        /// <summary>A list.</summary>
        public List<AttributeValue>? L { get; set; }

        /// <summary>A map.</summary>
        public Dictionary<string, AttributeValue>? M { get; set; }

        /// <summary>A number of up to 38 digits.</summary>
        public string? N { get; set; }

        /// <summary>A set of numbers.</summary>
        public List<string>? NS { get; set; }

        /// <summary>True for the null value.</summary>
        public bool? NULL { get; set; }

        /// <summary>A string.</summary>
        public string? S { get; set; }

        /// <summary>A set of strings.</summary>
        public List<string>? SS { get; set; }
    }

    /// <summary>The service that wrote.</summary>
    public class Identity
    {
        /// <summary><c>dynamodb.amazonaws.com</c> for TTL.</summary>
        public string? PrincipalId { get; set; }

        /// <summary><c>Service</c> for TTL.</summary>
        public string? Type { get; set; }
    }
}
