using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSync.LocalAws.Sqs;

/// <summary>Checks what a caller wants to send and makes the message of it.</summary>
internal static class MessageFactory
{
    private const int MaxAttributes = 10;
    private const int MaxNameLength = 256;
    private const int MaxIdLength = 128;
    private const int MaxDelaySeconds = 900;
    private const string TraceHeaderName = "AWSTraceHeader";
    private const string WrongQueueType = "The request include parameter that is not valid for this queue type";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> PunctuatedCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>What the message counts for against the limits, in bytes: its body and its attributes' names, types and values.</summary>
    public static long SizeOf(IMessageToSend message)
    {
        long bytes = Encoding.UTF8.GetByteCount(message.MessageBody ?? string.Empty);
        foreach (var (name, value) in message.MessageAttributes ?? [])
        {
            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value?.DataType ?? string.Empty)
                + (value?.BinaryValue?.Length ?? Encoding.UTF8.GetByteCount(value?.StringValue ?? string.Empty));
        }

        return bytes;
    }

    /// <exception cref="SqsException">Whatever AWS would object to.</exception>
    public static SqsMessage Create(IMessageToSend message, SqsQueue queue)
    {
        var settings = queue.Settings;
        if (string.IsNullOrEmpty(message.MessageBody))
        {
            throw SqsException.MissingParameter("MessageBody");
        }

        if (SizeOf(message) > settings.MaximumMessageSize)
        {
            throw SqsException.InvalidParameter($"One or more parameters are invalid. Reason: Message must be shorter than {settings.MaximumMessageSize} bytes.");
        }

        var stored = MessageText.Clean(message.MessageBody);
        CheckAttributes(message.MessageAttributes);
        CheckDelay(message.DelaySeconds, queue.Name.IsFifo);
        var utf8 = Encoding.UTF8.GetBytes(stored);
        var attributes = message.MessageAttributes is { Count: > 0 } given ? given : null;
        return new SqsMessage
        {
            Id = Guid.NewGuid().ToString(),
            Body = stored,
            BodyMd5 = MessageDigest.OfBody(utf8),
            Attributes = attributes,
            AttributesMd5 = MessageDigest.OfAttributes(attributes),
            TraceHeader = TraceHeader(message.MessageSystemAttributes),
            GroupId = GroupId(message, queue.Name.IsFifo),
            DeduplicationId = DeduplicationId(message, queue.Name.IsFifo, settings, utf8),
        };
    }

    /// <summary>A copy with a new id and no history: what a move task sends.</summary>
    public static SqsMessage Renew(SqsMessage message, bool isFifo) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Body = message.Body,
        BodyMd5 = message.BodyMd5,
        Attributes = message.Attributes,
        AttributesMd5 = message.AttributesMd5,
        TraceHeader = message.TraceHeader,
        GroupId = message.GroupId,
        // Within five minutes of its first sending a redriven message would else be taken for a duplicate of itself.
        DeduplicationId = isFifo ? Guid.NewGuid().ToString() : message.DeduplicationId,
    };

    private static void CheckDelay(int? delaySeconds, bool isFifo)
    {
        if (delaySeconds is not { } seconds)
        {
            return;
        }

        if (isFifo && seconds > 0)
        {
            throw SqsException.InvalidParameter($"Value {seconds} for parameter DelaySeconds is invalid. Reason: {WrongQueueType}.");
        }

        if (seconds is < 0 or > MaxDelaySeconds)
        {
            throw SqsException.InvalidParameter($"Value {seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= {MaxDelaySeconds}.");
        }
    }

    private static string? TraceHeader(Dictionary<string, MessageAttributeValue>? attributes)
    {
        foreach (var (name, value) in attributes ?? [])
        {
            if (name != TraceHeaderName || value?.DataType != "String" || string.IsNullOrEmpty(value.StringValue))
            {
                throw SqsException.InvalidParameter($"Message system attribute name '{name}' is invalid.");
            }
        }

        return attributes?.GetValueOrDefault(TraceHeaderName)?.StringValue;
    }

    private static string? GroupId(IMessageToSend message, bool isFifo)
    {
        if (message.MessageGroupId is null)
        {
            return isFifo ? throw SqsException.MissingParameter("MessageGroupId") : null;
        }

        // Standard queues take a group id too, for fair queues; here it does not change the order.
        return CheckedId("MessageGroupId", message.MessageGroupId);
    }

    private static string? DeduplicationId(IMessageToSend message, bool isFifo, QueueSettings settings, byte[] body)
    {
        if (message.MessageDeduplicationId is { } id)
        {
            return isFifo
                ? CheckedId("MessageDeduplicationId", id)
                : throw SqsException.InvalidParameter($"Value {id} for parameter MessageDeduplicationId is invalid. Reason: {WrongQueueType}.");
        }

        if (!isFifo)
        {
            return null;
        }

        return settings.ContentBasedDeduplication
            ? Convert.ToHexStringLower(SHA256.HashData(body))
            : throw SqsException.InvalidParameter("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
    }

    private static string CheckedId(string parameter, string value) =>
        value.Length is > 0 and <= MaxIdLength && !value.AsSpan().ContainsAnyExcept(PunctuatedCharacters)
            ? value
            : throw SqsException.InvalidParameter(
                $"Value {value} for parameter {parameter} is invalid. Reason: {parameter} can only include alphanumeric and punctuation characters. 1 to {MaxIdLength} in length.");

    private static void CheckAttributes(Dictionary<string, MessageAttributeValue>? attributes)
    {
        if (attributes is null)
        {
            return;
        }

        if (attributes.Count > MaxAttributes)
        {
            throw SqsException.InvalidParameter($"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{MaxAttributes}].");
        }

        foreach (var (name, value) in attributes)
        {
            CheckName(name);
            CheckValue(name, value);
        }
    }

    private static void CheckName(string name)
    {
        var isReserved = name.StartsWith("aws.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("amazon.", StringComparison.OrdinalIgnoreCase);
        var isWellFormed = name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(NameCharacters)
            && name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal);
        if (isReserved || !isWellFormed)
        {
            throw SqsException.InvalidParameter($"Message attribute name '{name}' is invalid.");
        }
    }

    private static void CheckValue(string name, MessageAttributeValue? value)
    {
        var type = value?.DataType ?? string.Empty;
        var kind = type.Split('.', 2)[0];
        if (kind is not ("String" or "Number" or "Binary") || type.Length > MaxNameLength)
        {
            throw SqsException.InvalidParameter($"The type of message (user) attribute '{name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.");
        }

        var isBinary = kind == "Binary";
        if (isBinary ? value!.BinaryValue is not { Length: > 0 } : string.IsNullOrEmpty(value!.StringValue))
        {
            throw SqsException.InvalidParameter($"The message (user) attribute '{name}' must contain a non-empty value of type '{type}'.");
        }

        if (isBinary)
        {
            return;
        }

        MessageText.Check(value.StringValue!);
        if (kind == "Number" && !double.TryParse(value.StringValue, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            throw SqsException.InvalidParameter($"Could not cast message (user) attribute '{name}' value to number.");
        }
    }
}
