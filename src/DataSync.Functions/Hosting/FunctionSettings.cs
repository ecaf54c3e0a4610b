using DataSync.Aws.Queues;
using DataSync.Core;
using DataSync.Core.Serving;
using DataSync.Functions.Health;
using DataSync.Functions.Route;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Hosting;

/// <summary>What the environment variables say, checked once at cold start. template.yaml sets all of them.</summary>
public sealed record FunctionSettings
{
    /// <summary>Prefix of every variable.</summary>
    public const string Prefix = "DATASYNC_";

    public required SyncOptions Sync { get; init; }

    public required QueueUrls Queues { get; init; }

    public required string TableName { get; init; }

    public required string LedgerName { get; init; }

    /// <summary>The bucket in sync; empty when no objects are.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>Where payloads and what lost a conflict are kept; empty: nowhere.</summary>
    public string PayloadBucket { get; init; } = "";

    /// <summary>Where Lambda writes batches of the stream that it gives up on; empty: nobody but Redrive is told.</summary>
    public string FailureBucket { get; init; } = "";

    public required TimeSpan TombstoneRetention { get; init; }

    public required TimeSpan SendTimeout { get; init; }

    public required string MetricsNamespace { get; init; }

    public required LogLevel LogLevel { get; init; }

    /// <summary>The parameter that holds this region's serving state; empty for functions that do not ask.</summary>
    public string ServingStateParameter { get; init; } = "";

    /// <summary>What Health checks, and against which limits.</summary>
    public required HealthSettings Health { get; init; }

    /// <summary>Where Route has its configuration and the regions' health from.</summary>
    public required RouteSettings Route { get; init; }

    /// <summary>Reads and checks the variables.</summary>
    /// <param name="read">Gives a variable's value, or null.</param>
    /// <exception cref="InvalidOperationException">At least one is missing or wrong; the message has a line for each, with its name, value and remedy.</exception>
    public static FunctionSettings Read(Func<string, string?> read)
    {
        var reader = new SettingReader(read);
        var settings = new FunctionSettings
        {
            Sync = ReadSync(reader),
            Queues = ReadQueues(reader),
            TableName = reader.Text(Prefix + "TABLE"),
            LedgerName = reader.Text(Prefix + "LEDGER"),
            Bucket = reader.Text(Prefix + "BUCKET", ""),
            PayloadBucket = reader.Text(Prefix + "PAYLOAD_BUCKET", ""),
            FailureBucket = reader.Text(Prefix + "FAILURE_BUCKET", ""),
            TombstoneRetention = TimeSpan.FromDays(reader.Number(Prefix + "TOMBSTONE_DAYS", 90, 15, 3650, "Below 15 days a message could outlive the delete it must lose to.")),
            SendTimeout = TimeSpan.FromMilliseconds(reader.Number(Prefix + "SEND_TIMEOUT_MS", 2000, 100, 30_000, "It is the longest a batch waits for a region that is down.")),
            MetricsNamespace = reader.Text(Prefix + "METRICS_NAMESPACE", "DataSync"),
            LogLevel = reader.Choice(Prefix + "LOG_LEVEL", LogLevel.Information),
            ServingStateParameter = reader.Text(Prefix + "SERVING_STATE_PARAMETER", ""),
            Health = ReadHealth(reader),
            Route = ReadRoute(reader),
        };
        if (settings.TableName == settings.LedgerName && settings.TableName.Length > 0)
        {
            reader.Report($"{Prefix}LEDGER is '{settings.LedgerName}', the same as {Prefix}TABLE. The ledger needs a table of its own.");
        }

        if (settings.Sync.ObjectEntity is not null && (settings.Bucket.Length == 0 || settings.PayloadBucket.Length == 0))
        {
            reader.Report($"{Prefix}OBJECT_ENTITY is '{settings.Sync.ObjectEntity}', but {Prefix}BUCKET or {Prefix}PAYLOAD_BUCKET is not set. template.yaml sets both; deploy the function with that template.");
        }

        reader.ThrowIfAny();
        return settings;
    }

    private static SyncOptions ReadSync(SettingReader reader)
    {
        var options = new SyncOptions
        {
            Region = reader.Text("AWS_REGION"),
            Regions = List(reader.Text(Prefix + "REGIONS")),
            Entity = reader.Text(Prefix + "ENTITY", "items"),
            ObjectEntity = NullIfEmpty(reader.Text(Prefix + "OBJECT_ENTITY", "")),
            ObjectWriters = List(reader.Text(Prefix + "OBJECT_WRITERS", "")),
            ObjectReferenceAttribute = NullIfEmpty(reader.Text(Prefix + "OBJECT_REFERENCE_ATTRIBUTE", "")),
            ObjectWaitLimit = TimeSpan.FromSeconds(reader.Number(Prefix + "OBJECT_WAIT_SECONDS", 300, 0, 3600, "It is the longest an item waits for the object it names.")),
            StampAttribute = reader.Text(Prefix + "STAMP_ATTRIBUTE", Core.Items.Stamp.DefaultAttribute),
            MaxDrift = TimeSpan.FromSeconds(reader.Number(Prefix + "MAX_DRIFT_SECONDS", 300, 1, 3600, "A version from the future wins until the clock gets there.")),
            BaselineAfter = TimeSpan.FromSeconds(reader.Number(Prefix + "BASELINE_AFTER_SECONDS", 600, 0, 86_400, "It should be longer than CaptureItems is ever behind.")),
            DeferralLimit = TimeSpan.FromHours(reader.Number(Prefix + "DEFERRAL_LIMIT_HOURS", 26, 1, 336, "A stream keeps its records for 24 hours, a queue its messages for 336.")),
            MaxAttempts = reader.Number(Prefix + "MAX_ATTEMPTS", 10, 1, 100, "After the last attempt a change becomes a dead letter."),
        };
        if (options.Region.Length > 0 && options.Regions.Count > 0)
        {
            reader.Try(
                () => options.Check(),
                ("Region", Prefix + "REGIONS"),
                ("Entity", Prefix + "ENTITY"),
                ("ObjectEntity", Prefix + "OBJECT_ENTITY"),
                ("ObjectReferenceAttribute", Prefix + "OBJECT_REFERENCE_ATTRIBUTE"),
                ("ObjectWaitLimit", Prefix + "OBJECT_WAIT_SECONDS"),
                ("StampAttribute", Prefix + "STAMP_ATTRIBUTE"),
                ("BaselineAfter", Prefix + "BASELINE_AFTER_SECONDS"));
        }

        return options;
    }

    private static QueueUrls ReadQueues(SettingReader reader) => new()
    {
        Changes = reader.QueueUrl(Prefix + "CHANGES_QUEUE_URL"),
        ChangesTemplate = reader.QueueUrl(Prefix + "CHANGES_QUEUE_URL_TEMPLATE", QueueUrls.RegionPlaceholder),
        Parked = reader.QueueUrl(Prefix + "PARKED_QUEUE_URL"),
        ChangesDeadLetters = reader.QueueUrl(Prefix + "CHANGES_DLQ_URL"),
        ParkedDeadLetters = reader.QueueUrl(Prefix + "PARKED_DLQ_URL"),
        CaptureDeadLetters = reader.QueueUrl(Prefix + "CAPTURE_DLQ_URL"),
        ObjectEvents = reader.Text(Prefix + "OBJECT_EVENTS_QUEUE_URL", ""),
        ObjectEventDeadLetters = reader.Text(Prefix + "OBJECT_EVENTS_DLQ_URL", ""),
    };

    private static HealthSettings ReadHealth(SettingReader reader)
    {
        var text = reader.Text(Prefix + "HEALTH_URL_CHECKS", "");
        var urlChecks = UrlCheck.ParseList(text, out var problems);
        foreach (var problem in problems)
        {
            reader.Report($"{Prefix}HEALTH_URL_CHECKS: {problem}");
        }

        return new HealthSettings
        {
            CachePeriod = TimeSpan.FromSeconds(reader.Number(Prefix + "HEALTH_CACHE_SECONDS", 5, 1, 60, "Without it, whoever asks often loads the table; much longer, and routing acts on old news.")),
            TimeLimit = TimeSpan.FromMilliseconds(reader.Number(Prefix + "HEALTH_TIMEOUT_MS", 1500, 100, 4000, "All checks run at once, and the whole answer has five seconds.")),
            Limits = new ReplicationLimits
            {
                MaxLag = TimeSpan.FromSeconds(reader.Number(Prefix + "HEALTH_MAX_LAG_SECONDS", 900, 0, 1_209_600, "A queue keeps its messages for 1,209,600; 0 does not judge it.")),
                MaxBacklogCount = reader.Number(Prefix + "HEALTH_MAX_BACKLOG", 100_000, 0, 100_000_000, "0 does not judge it."),
                MaxDeadLetterCount = reader.Number(Prefix + "HEALTH_MAX_DEAD_LETTERS", 0, 0, 100_000_000, "0 does not judge it."),
                IsFailure = reader.Switch(Prefix + "HEALTH_REPLICATION_FAILS", otherwise: true),
            },
            UrlChecks = urlChecks,
        };
    }

    private static RouteSettings ReadRoute(SettingReader reader)
    {
        var pattern = reader.Text(Prefix + "ROUTE_HEALTH_URL_PATTERN", "");
        var isUrl = Uri.TryCreate(pattern.Replace(RegionPoller.Placeholder, "region", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Scheme is "https" or "http";
        if (pattern.Length > 0 && (!isUrl || !pattern.Contains(RegionPoller.Placeholder, StringComparison.Ordinal)))
        {
            reader.Report($"{Prefix}ROUTE_HEALTH_URL_PATTERN is '{pattern}'; it must be a URL with {RegionPoller.Placeholder} where the region goes, such as https://{{region}}.health.example.com/health.");
        }

        return new RouteSettings
        {
            ConfigurationParameter = reader.Text(Prefix + "ROUTING_PARAMETER", ""),
            HealthUrlPattern = pattern,
            HealthPeriod = TimeSpan.FromSeconds(reader.Number(Prefix + "ROUTE_HEALTH_SECONDS", 10, 1, 300, "Two failures in a row make a region unhealthy, so it takes up to twice as long.")),
        };
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
