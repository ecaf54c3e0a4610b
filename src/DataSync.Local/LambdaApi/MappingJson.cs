using System.Text.Json.Nodes;
using DataSync.Local.Mappings;
using DataSync.Local.Templates;

namespace DataSync.Local.LambdaApi;

/// <summary>An event source mapping as Lambda describes it.</summary>
internal static class MappingJson
{
    /// <summary>What it reads; null for a schedule, which is a rule of EventBridge on AWS and no mapping.</summary>
    public static string? SourceArn(MappingSettings settings) => settings switch
    {
        StreamMappingSettings stream => stream.StreamArn,
        QueueMappingSettings queue => queue.QueueArn,
        _ => null,
    };

    /// <summary>Disabled only once what was under way has ended. One that ended by itself stays enabled, and its last result says why.</summary>
    public static string StateOf(IEventSourceMapping mapping) => mapping.State switch
    {
        MappingState.Idle => mapping.Settings.Enabled ? "Creating" : "Disabled",
        MappingState.Paused => mapping.IsQuiet ? "Disabled" : "Disabling",
        MappingState.Running or MappingState.Stopped => "Enabled",
        var state => throw new InvalidOperationException($"Unknown state {state}."),
    };

    public static JsonObject Of(IEventSourceMapping mapping, string functionArn, DateTimeOffset changedAt, string state)
    {
        var arn = functionArn.Split(':');
        var json = new JsonObject
        {
            ["UUID"] = mapping.Settings.Id,
            ["EventSourceMappingArn"] = $"{string.Join(':', arn[..5])}:event-source-mapping:{mapping.Settings.Id}",
            ["EventSourceArn"] = SourceArn(mapping.Settings),
            ["FunctionArn"] = functionArn,
            ["LastModified"] = changedAt.ToUnixTimeMilliseconds() / 1000.0,
            ["State"] = state,
            ["StateTransitionReason"] = "USER_INITIATED",
        };
        switch (mapping.Settings)
        {
            case StreamMappingSettings stream:
                Add(json, stream, mapping);
                break;
            case QueueMappingSettings queue:
                Add(json, queue);
                break;
            default:
                break;
        }

        return json;
    }

    private static void Add(JsonObject json, StreamMappingSettings stream, IEventSourceMapping mapping)
    {
        json["StartingPosition"] = stream.StartAtLatest ? "LATEST" : "TRIM_HORIZON";
        json["BatchSize"] = stream.BatchSize;
        json["MaximumBatchingWindowInSeconds"] = (int)stream.BatchWindow.TotalSeconds;
        json["ParallelizationFactor"] = stream.ParallelizationFactor;
        json["BisectBatchOnFunctionError"] = stream.BisectOnError;
        json["MaximumRetryAttempts"] = stream.MaximumRetryAttempts ?? -1;
        json["MaximumRecordAgeInSeconds"] = stream.MaximumRecordAge is { } age ? (int)age.TotalSeconds : -1;
        json["TumblingWindowInSeconds"] = 0;
        json["DestinationConfig"] = new JsonObject { ["OnFailure"] = stream.OnFailureArn is { } destination ? new JsonObject { ["Destination"] = destination } : [] };
        json["LastProcessingResult"] = mapping.StopReason is { } reason ? "PROBLEM: " + reason : mapping.Counts.Invocations > 0 ? "OK" : "No records processed";
        AddShared(json, stream.ReportsBatchItemFailures, stream.Filters);
    }

    private static void Add(JsonObject json, QueueMappingSettings queue)
    {
        json["BatchSize"] = queue.BatchSize;
        json["MaximumBatchingWindowInSeconds"] = (int)queue.BatchWindow.TotalSeconds;
        if (queue.MaximumConcurrency is { } concurrency)
        {
            json["ScalingConfig"] = new JsonObject { ["MaximumConcurrency"] = concurrency };
        }

        AddShared(json, queue.ReportsBatchItemFailures, queue.Filters);
    }

    private static void AddShared(JsonObject json, bool reportsFailures, IReadOnlyList<string> filters)
    {
        json["FunctionResponseTypes"] = reportsFailures ? new JsonArray("ReportBatchItemFailures") : [];
        if (filters.Count > 0)
        {
            json["FilterCriteria"] = new JsonObject { ["Filters"] = new JsonArray([.. filters.Select(pattern => new JsonObject { ["Pattern"] = pattern })]) };
        }
    }
}
