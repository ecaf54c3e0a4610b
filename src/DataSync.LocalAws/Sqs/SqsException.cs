namespace DataSync.LocalAws.Sqs;

/// <summary>An error that the caller gets as a response: its JSON type and the code of the older query protocol, which SDKs read from a header.</summary>
internal sealed class SqsException : Exception
{
    private SqsException(string type, string queryCode, string message, int status = 400, string space = "com.amazonaws.sqs")
        : base(message)
    {
        Type = $"{space}#{type}";
        QueryCode = queryCode;
        Status = status;
    }

    public string Type { get; }

    public string QueryCode { get; }

    public int Status { get; }

    public static SqsException QueueDoesNotExist() =>
        Legacy("QueueDoesNotExist", "NonExistentQueue", "The specified queue does not exist.");

    public static SqsException QueueNameExists(string attribute) =>
        new("QueueNameExists", "QueueAlreadyExists", $"A queue already exists with the same name and a different value for attribute {attribute}");

    public static SqsException QueueDeletedRecently() =>
        Legacy("QueueDeletedRecently", "QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name.");

    public static SqsException PurgeQueueInProgress(string queue) =>
        Legacy("PurgeQueueInProgress", "PurgeQueueInProgress", $"Only one PurgeQueue operation on {queue} is allowed every 60 seconds.", 403);

    public static SqsException MessageNotInflight() =>
        Legacy("MessageNotInflight", "MessageNotInflight", "The message referred to is not in flight.");

    public static SqsException OverLimit(string message = "Too many messages in flight.") =>
        new("OverLimit", "OverLimit", message, 403);

    public static SqsException ReceiptHandleIsInvalid(string handle) =>
        new("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public static SqsException InvalidMessageContents() =>
        new("InvalidMessageContents", "InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.");

    public static SqsException InvalidAttributeName(string name) =>
        new("InvalidAttributeName", "InvalidAttributeName", $"Unknown Attribute {name}.");

    public static SqsException InvalidAttributeValue(string name, string? reason = null) =>
        new("InvalidAttributeValue", "InvalidAttributeValue", $"Invalid value for the parameter {name}.{(reason is null ? string.Empty : $" Reason: {reason}")}");

    public static SqsException InvalidAddress(string url) =>
        new("InvalidAddress", "InvalidAddress", $"The address {url} is not valid for this endpoint.", 404);

    public static SqsException ResourceNotFound(string message) =>
        new("ResourceNotFoundException", "ResourceNotFoundException", message, 404);

    public static SqsException EmptyBatch(string entryType) =>
        Legacy("EmptyBatchRequest", "EmptyBatchRequest", $"There should be at least one {entryType} in the request.");

    public static SqsException TooManyEntries(int count) =>
        Legacy("TooManyEntriesInBatchRequest", "TooManyEntriesInBatchRequest", $"Maximum number of entries per request are 10. You have sent {count}.");

    public static SqsException EntryIdsNotDistinct(string id) =>
        Legacy("BatchEntryIdsNotDistinct", "BatchEntryIdsNotDistinct", $"Id {id} repeated.");

    public static SqsException InvalidEntryId() =>
        Legacy("InvalidBatchEntryId", "InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");

    public static SqsException BatchTooLong(long limit, long bytes) =>
        Legacy("BatchRequestTooLong", "BatchRequestTooLong", $"Batch requests cannot be longer than {limit} bytes. You have sent {bytes} bytes.");

    // The errors below are no shapes of the service's model but of AWS's common ones.
    public static SqsException InvalidParameter(string message) =>
        new("InvalidParameterValueException", "InvalidParameterValue", message, space: "com.amazon.coral.service");

    public static SqsException MissingParameter(string name) =>
        new("MissingRequiredParameterException", "MissingParameter", $"The request must contain the parameter {name}.", space: "com.amazon.coral.service");

    public static SqsException UnknownOperation(string operation) =>
        new("UnknownOperationException", "InvalidAction", $"The operation {operation} is not supported.", space: "com.amazon.coral.service");

    public static SqsException Malformed(string message) =>
        new("SerializationException", "MalformedInput", message, space: "com.amazon.coral.service");

    private static SqsException Legacy(string type, string code, string message, int status = 400) =>
        new(type, $"AWS.SimpleQueueService.{code}", message, status);
}
