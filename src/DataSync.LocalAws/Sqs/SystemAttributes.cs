using System.Collections.Frozen;
using System.Globalization;

namespace DataSync.LocalAws.Sqs;

/// <summary>The attributes SQS itself gives a message.</summary>
internal static class SystemAttributes
{
    public static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal,
        "ApproximateReceiveCount",
        "SentTimestamp",
        "SenderId",
        "ApproximateFirstReceiveTimestamp",
        "SequenceNumber",
        "MessageDeduplicationId",
        "MessageGroupId",
        "AWSTraceHeader",
        "DeadLetterQueueSourceArn");

    /// <summary>In the order in which Lambda's events have them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(Delivery delivery, string senderId)
    {
        var message = delivery.Message;
        yield return new("ApproximateReceiveCount", delivery.ReceiveCount.ToString(CultureInfo.InvariantCulture));
        if (message.TraceHeader is not null)
        {
            yield return new("AWSTraceHeader", message.TraceHeader);
        }

        yield return new("SentTimestamp", Milliseconds(delivery.SentAt));
        if (message.SequenceNumber is not null)
        {
            yield return new("SequenceNumber", message.SequenceNumber);
        }

        if (message.GroupId is not null)
        {
            yield return new("MessageGroupId", message.GroupId);
        }

        yield return new("SenderId", senderId);
        if (message.DeduplicationId is not null)
        {
            yield return new("MessageDeduplicationId", message.DeduplicationId);
        }

        yield return new("ApproximateFirstReceiveTimestamp", Milliseconds(delivery.FirstReceivedAt));
        if (message.DeadLetterSourceArn is not null)
        {
            yield return new("DeadLetterQueueSourceArn", message.DeadLetterSourceArn);
        }
    }

    private static string Milliseconds(long utcTicks) =>
        ((utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture);
}
