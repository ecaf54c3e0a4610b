using System.Globalization;
using DataSync.Aws.Queues;
using DataSync.Core;

namespace DataSync.Cli.Deployments;

/// <summary>How a region's stack is set up, as its own functions are told: what runs is what is looked at.</summary>
/// <param name="Variables">The environment variables of the Redrive function, which has all of them.</param>
internal sealed record StackSettings(IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>When it was deployed last; null when that is not known.</summary>
    public DateTimeOffset? DeployedAt { get; init; }

    /// <summary>All regions in sync, this one included.</summary>
    public IReadOnlyList<string> Regions => Required("DATASYNC_REGIONS").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Logical name of the table.</summary>
    public string Entity => Required("DATASYNC_ENTITY");

    /// <summary>The table in sync.</summary>
    public string Table => Required("DATASYNC_TABLE");

    /// <summary>The ledger's table.</summary>
    public string Ledger => Required("DATASYNC_LEDGER");

    /// <summary>Name of the stamp attribute.</summary>
    public string StampAttribute => Required("DATASYNC_STAMP_ATTRIBUTE");

    /// <summary>Logical name of the bucket; empty when no objects are in sync.</summary>
    public string ObjectEntity => Optional("DATASYNC_OBJECT_ENTITY");

    /// <summary>The bucket in sync; empty when there is none.</summary>
    public string Bucket => Optional("DATASYNC_BUCKET");

    /// <summary>The bucket of payloads, losers and archived letters.</summary>
    public string PayloadBucket => Required("DATASYNC_PAYLOAD_BUCKET");

    /// <summary>The bucket of batches that Lambda gave up on; empty in a stack of an older release.</summary>
    public string FailureBucket => Optional("DATASYNC_FAILURE_BUCKET");

    /// <summary>CloudWatch namespace of the service's metrics.</summary>
    public string MetricsNamespace => Required("DATASYNC_METRICS_NAMESPACE");

    /// <summary>Where the region answers how it is, deep; null in a stack of an older release.</summary>
    public Uri? HealthUrl => Uri.TryCreate(Optional("DATASYNC_HEALTH_URL"), UriKind.Absolute, out var url) ? url : null;

    /// <summary>Name of the parameter that says whether the region serves; null in a stack of an older release.</summary>
    public string? ServingStateParameter => Optional("DATASYNC_SERVING_STATE_PARAMETER") is { Length: > 0 } name ? name : null;

    /// <summary>How far a version may be ahead of a region's clock.</summary>
    public TimeSpan MaxDrift => double.TryParse(Optional("DATASYNC_MAX_DRIFT_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? TimeSpan.FromSeconds(seconds)
        : SyncOptions.DefaultMaxDrift;

    /// <summary>True when a bucket is in sync.</summary>
    public bool HasObjects => Bucket.Length > 0;

    /// <summary>Where the queues are.</summary>
    public QueueUrls Queues => new()
    {
        Changes = Required("DATASYNC_CHANGES_QUEUE_URL"),
        ChangesTemplate = Required("DATASYNC_CHANGES_QUEUE_URL_TEMPLATE"),
        Parked = Required("DATASYNC_PARKED_QUEUE_URL"),
        ChangesDeadLetters = Required("DATASYNC_CHANGES_DLQ_URL"),
        ParkedDeadLetters = Required("DATASYNC_PARKED_DLQ_URL"),
        CaptureDeadLetters = Required("DATASYNC_CAPTURE_DLQ_URL"),
        ObjectEvents = Optional("DATASYNC_OBJECT_EVENTS_QUEUE_URL"),
        ObjectEventDeadLetters = Optional("DATASYNC_OBJECT_EVENTS_DLQ_URL"),
    };

    private string Optional(string name) => Variables.GetValueOrDefault(name, "");

    private string Required(string name) => Optional(name) is { Length: > 0 } value
        ? value
        : throw new OperatorException(ExitCodes.CannotStart, $"The Redrive function has no {name}: its stack is of another release than this tool. Use the tool of that release, or update the stack.");
}
