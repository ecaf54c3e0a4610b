using System.Collections.Frozen;

namespace DataSync.LocalAws.Sqs;

/// <summary>The names GetQueueAttributes knows, whether or not a queue has a value for them.</summary>
internal static class QueueAttributeNames
{
    public const string QueueArn = "QueueArn";
    public const string CreatedTimestamp = "CreatedTimestamp";
    public const string LastModifiedTimestamp = "LastModifiedTimestamp";
    public const string Visible = "ApproximateNumberOfMessages";
    public const string NotVisible = "ApproximateNumberOfMessagesNotVisible";
    public const string Delayed = "ApproximateNumberOfMessagesDelayed";

    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        QueueArn,
        CreatedTimestamp,
        LastModifiedTimestamp,
        Visible,
        NotVisible,
        Delayed,
        nameof(QueueSettings.FifoQueue),
        nameof(QueueSettings.DelaySeconds),
        nameof(QueueSettings.MaximumMessageSize),
        nameof(QueueSettings.MessageRetentionPeriod),
        nameof(QueueSettings.ReceiveMessageWaitTimeSeconds),
        nameof(QueueSettings.VisibilityTimeout),
        nameof(QueueSettings.Policy),
        nameof(QueueSettings.RedrivePolicy),
        nameof(QueueSettings.RedriveAllowPolicy),
        nameof(QueueSettings.KmsMasterKeyId),
        nameof(QueueSettings.KmsDataKeyReusePeriodSeconds),
        nameof(QueueSettings.SqsManagedSseEnabled),
        nameof(QueueSettings.ContentBasedDeduplication),
        nameof(QueueSettings.DeduplicationScope),
        nameof(QueueSettings.FifoThroughputLimit));
}
