using System.Globalization;

namespace DataSync.LocalAws.Sqs;

/// <summary>The attributes of a queue that callers set, with AWS's defaults and ranges.</summary>
internal sealed record QueueSettings
{
    public const int MaxMessageBytes = 1_048_576;

    public bool FifoQueue { get; init; }

    /// <summary>0 to 900.</summary>
    public int DelaySeconds { get; init; }

    /// <summary>Bytes, 1 KiB to 1 MiB.</summary>
    public int MaximumMessageSize { get; init; } = MaxMessageBytes;

    /// <summary>Seconds, one minute to 14 days; four days by default.</summary>
    public int MessageRetentionPeriod { get; init; } = 345_600;

    /// <summary>0 to 20.</summary>
    public int ReceiveMessageWaitTimeSeconds { get; init; }

    /// <summary>Seconds, 0 to 12 hours.</summary>
    public int VisibilityTimeout { get; init; } = 30;

    public string? Policy { get; init; }

    public RedrivePolicy? RedrivePolicy { get; init; }

    public RedriveAllowPolicy? RedriveAllowPolicy { get; init; }

    public string? KmsMasterKeyId { get; init; }

    /// <summary>Seconds, one minute to 24 hours.</summary>
    public int KmsDataKeyReusePeriodSeconds { get; init; } = 300;

    public bool SqsManagedSseEnabled { get; init; } = true;

    public bool ContentBasedDeduplication { get; init; }

    public string DeduplicationScope { get; init; } = "queue";

    public string FifoThroughputLimit { get; init; } = "perQueue";

    /// <summary>These settings with all the given attributes changed, each checked.</summary>
    public QueueSettings With(IReadOnlyDictionary<string, string> attributes)
    {
        var settings = this;
        foreach (var (name, value) in attributes)
        {
            settings = settings.With(name, value ?? throw SqsException.InvalidAttributeValue(name));
        }

        if (settings is { FifoThroughputLimit: "perMessageGroupId", DeduplicationScope: not "messageGroup" })
        {
            throw SqsException.InvalidAttributeValue("FifoThroughputLimit", "perMessageGroupId needs the DeduplicationScope messageGroup.");
        }

        return settings;
    }

    /// <summary>Every attribute that has a value, as GetQueueAttributes gives it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values()
    {
        yield return new(nameof(DelaySeconds), Text(DelaySeconds));
        yield return new(nameof(MaximumMessageSize), Text(MaximumMessageSize));
        yield return new(nameof(MessageRetentionPeriod), Text(MessageRetentionPeriod));
        yield return new(nameof(ReceiveMessageWaitTimeSeconds), Text(ReceiveMessageWaitTimeSeconds));
        yield return new(nameof(VisibilityTimeout), Text(VisibilityTimeout));
        yield return new(nameof(SqsManagedSseEnabled), Text(SqsManagedSseEnabled));
        if (!string.IsNullOrEmpty(Policy))
        {
            yield return new(nameof(Policy), Policy);
        }

        if (RedrivePolicy is not null)
        {
            yield return new(nameof(RedrivePolicy), RedrivePolicy.ToJson());
        }

        if (RedriveAllowPolicy is not null)
        {
            yield return new(nameof(RedriveAllowPolicy), RedriveAllowPolicy.ToJson());
        }

        if (!string.IsNullOrEmpty(KmsMasterKeyId))
        {
            yield return new(nameof(KmsMasterKeyId), KmsMasterKeyId);
            yield return new(nameof(KmsDataKeyReusePeriodSeconds), Text(KmsDataKeyReusePeriodSeconds));
        }

        if (FifoQueue)
        {
            yield return new(nameof(FifoQueue), Text(FifoQueue));
            yield return new(nameof(ContentBasedDeduplication), Text(ContentBasedDeduplication));
            yield return new(nameof(DeduplicationScope), DeduplicationScope);
            yield return new(nameof(FifoThroughputLimit), FifoThroughputLimit);
        }
    }

    private QueueSettings With(string name, string value) => name switch
    {
        nameof(DelaySeconds) => this with { DelaySeconds = Number(name, value, 0, 900) },
        nameof(MaximumMessageSize) => this with { MaximumMessageSize = Number(name, value, 1_024, MaxMessageBytes) },
        nameof(MessageRetentionPeriod) => this with { MessageRetentionPeriod = Number(name, value, 60, 1_209_600) },
        nameof(ReceiveMessageWaitTimeSeconds) => this with { ReceiveMessageWaitTimeSeconds = Number(name, value, 0, 20) },
        nameof(VisibilityTimeout) => this with { VisibilityTimeout = Number(name, value, 0, 43_200) },
        nameof(KmsDataKeyReusePeriodSeconds) => this with { KmsDataKeyReusePeriodSeconds = Number(name, value, 60, 86_400) },
        nameof(KmsMasterKeyId) => this with { KmsMasterKeyId = value, SqsManagedSseEnabled = value.Length == 0 && SqsManagedSseEnabled },
        nameof(SqsManagedSseEnabled) => this with { SqsManagedSseEnabled = Flag(name, value) },
        nameof(Policy) => this with { Policy = PolicyText(value) },
        nameof(RedrivePolicy) => this with { RedrivePolicy = RedrivePolicy.Parse(value) },
        nameof(RedriveAllowPolicy) => this with { RedriveAllowPolicy = RedriveAllowPolicy.Parse(value) },
        nameof(ContentBasedDeduplication) when FifoQueue => this with { ContentBasedDeduplication = Flag(name, value) },
        nameof(DeduplicationScope) when FifoQueue => this with { DeduplicationScope = OneOf(name, value, "queue", "messageGroup") },
        nameof(FifoThroughputLimit) when FifoQueue => this with { FifoThroughputLimit = OneOf(name, value, "perQueue", "perMessageGroupId") },
        _ => throw SqsException.InvalidAttributeName(name),
    };

    private static int Number(string name, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw SqsException.InvalidAttributeValue(name, $"Must be between {min} and {max}.");

    private static bool Flag(string name, string value) =>
        bool.TryParse(value, out var flag) ? flag : throw SqsException.InvalidAttributeValue(name, "Must be true or false.");

    private static string OneOf(string name, string value, string first, string second) =>
        value == first || value == second ? value : throw SqsException.InvalidAttributeValue(name, $"Must be {first} or {second}.");

    private static string? PolicyText(string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        PolicyJson.ParseObject(value, nameof(Policy)).Dispose();
        return value;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";
}
