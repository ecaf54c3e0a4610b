using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;

namespace DataSync.Local;

/// <summary>The lines of a plan for each kind of thing that runs: one, and one more for each part of it.</summary>
internal static class PlanLines
{
    private const string Part = "          ";

    private static readonly string[] IndexKinds = ["Global", "Local"];

    public static IEnumerable<string> Table(LocalTable table)
    {
        List<string> parts = ["key " + Key(table.PartitionKey.Name, table.PartitionKey.Type)];
        if (table.SortKey is { } sortKey)
        {
            parts.Add(Key(sortKey.Name, sortKey.Type));
        }

        if (table.StreamViewType is { } view)
        {
            parts.Add("stream " + view);
        }

        if (table.TtlAttribute is { } ttl)
        {
            parts.Add("expires by " + ttl);
        }

        if (table.RecoveryDays is { } days)
        {
            parts.Add($"point-in-time recovery for {days} days");
        }

        parts.Add(table.CreateTable["BillingMode"]?.GetValue<string>() ?? "PROVISIONED");
        yield return $"table     {table.Name}: {string.Join(", ", parts)}";
        foreach (var kind in IndexKinds)
        {
            foreach (var index in table.CreateTable[kind + "SecondaryIndexes"] as JsonArray ?? [])
            {
                yield return Part + Index(index!, kind);
            }
        }
    }

    public static string Queue(LocalQueue queue)
    {
        List<string> parts = [$"visibility {queue.VisibilityTimeout.TotalSeconds} s"];
        parts.AddRange(queue.Attributes
            .Where(pair => pair.Key is not ("VisibilityTimeout" or "RedrivePolicy"))
            .Select(pair => $"{pair.Key} {pair.Value}"));
        if (queue.DeadLetterTargetArn is { } arn)
        {
            using var policy = JsonDocument.Parse(queue.Attributes["RedrivePolicy"]);
            parts.Add($"dead letters to {arn.Split(':')[^1]} after {policy.RootElement.GetProperty("maxReceiveCount")} receives");
        }

        return $"queue     {queue.Name}: {string.Join(", ", parts)}";
    }

    public static IEnumerable<string> Bucket(LocalBucket bucket)
    {
        List<string> parts = [];
        if (bucket.Versioning is { } versioning)
        {
            parts.Add("versioning " + versioning);
        }

        if (bucket.ToEventBridge)
        {
            parts.Add("events to EventBridge");
        }

        yield return $"bucket    {bucket.Name}{(parts.Count == 0 ? "" : ": ")}{string.Join(", ", parts)}";
        foreach (var notification in bucket.Notifications)
        {
            var rules = string.Concat(notification.KeyRules.Select(rule => $", {rule.Key} {rule.Value}"));
            yield return $"{Part}{notification.Event} to queue {notification.QueueArn.Split(':')[^1]}{rules}";
        }
    }

    public static IEnumerable<string> Rule(LocalRule rule)
    {
        var queues = rule.QueueArns.Select(arn => "queue " + arn.Split(':')[^1]);
        yield return $"rule      {rule.Name}{(rule.Enabled ? "" : " (disabled)")}: to {(rule.QueueArns.Count == 0 ? "nowhere" : string.Join(", ", queues))}";
        yield return $"{Part}pattern {rule.Pattern}";
    }

    public static string Parameter(LocalParameter parameter) => $"parameter {parameter.Name}: {parameter.Type} {parameter.Value}";

    public static IEnumerable<string> Function(LocalFunction function)
    {
        var reserved = function.ReservedConcurrency is { } concurrency ? $", reserved concurrency {concurrency}" : "";
        yield return $"function  {function.Name}: handler {function.Handler}, {function.MemorySizeMb} MB, {function.Timeout.TotalSeconds} s{reserved}";
        foreach (var (name, value) in function.Environment)
        {
            yield return $"{Part}{name} = {value}";
        }
    }

    public static IEnumerable<string> Api(LocalApi api)
    {
        yield return $"http api  {api.LogicalId} ({api.Id}): {api.Endpoint}{(api.Stage == ApiNames.DefaultStage ? "" : "/" + api.Stage)}";
        foreach (var route in api.Routes)
        {
            var limit = route.Throttle is { } throttle ? FormattableString.Invariant($", {throttle.RatePerSecond} calls a second, {throttle.Burst} at once") : "";
            yield return $"{Part}{route.Key} -> {route.FunctionName}{limit}";
        }
    }

    public static IEnumerable<string> Mapping(MappingSettings mapping)
    {
        var (source, parts, filters) = mapping switch
        {
            StreamMappingSettings stream => ($"mapping   stream of {stream.StreamArn.Split('/')[1]}", Stream(stream), stream.Filters),
            QueueMappingSettings queue => ($"mapping   queue {queue.QueueArn.Split(':')[^1]}", Queue(queue), queue.Filters),
            ScheduleMappingSettings schedule => ($"schedule  {schedule.Schedule}", Schedule(schedule), []),
            _ => throw new InvalidOperationException($"Unknown mapping {mapping.GetType().Name}."),
        };
        yield return $"{source} -> {mapping.FunctionName}{(mapping.Enabled ? "" : " (paused)")}: {string.Join(", ", parts)}";
        foreach (var filter in filters)
        {
            yield return $"{Part}filter {filter}";
        }
    }

    private static IEnumerable<string> Stream(StreamMappingSettings stream)
    {
        yield return $"from {(stream.StartAtLatest ? "LATEST" : "TRIM_HORIZON")}";
        yield return $"batches of {stream.BatchSize} within {stream.BatchWindow.TotalSeconds} s";
        yield return $"{stream.ParallelizationFactor} at a time";
        yield return stream.MaximumRetryAttempts is { } retries ? $"{retries} retries" : "retries without end";
        yield return stream.MaximumRecordAge is { } age ? $"records up to {age.TotalSeconds} s old" : "records of any age";
        if (stream.BisectOnError)
        {
            yield return "bisects on error";
        }

        if (stream.ReportsBatchItemFailures)
        {
            yield return "ReportBatchItemFailures";
        }

        yield return stream.OnFailureArn is { } arn ? $"on failure to {arn.Split(':')[2]} {arn.Split(':')[^1]}" : "on failure nowhere";
    }

    private static IEnumerable<string> Queue(QueueMappingSettings queue)
    {
        yield return $"batches of {queue.BatchSize} within {queue.BatchWindow.TotalSeconds} s";
        if (queue.MaximumConcurrency is { } concurrency)
        {
            yield return $"up to {concurrency} at a time";
        }

        if (queue.ReportsBatchItemFailures)
        {
            yield return "ReportBatchItemFailures";
        }
    }

    private static IEnumerable<string> Schedule(ScheduleMappingSettings schedule)
    {
        yield return $"{schedule.RetryAttempts} retries within {schedule.MaximumEventAge.TotalSeconds} s";
        if (schedule.Input is { } input)
        {
            yield return "input " + input;
        }
    }

    private static string Index(JsonNode index, string kind)
    {
        var keys = index["KeySchema"]!.AsArray().Select(key => key!["AttributeName"]!.GetValue<string>());
        return $"{kind.ToLowerInvariant()} index {index["IndexName"]}: key {string.Join(", ", keys)}, projects {index["Projection"]!["ProjectionType"]}";
    }

    private static string Key(string name, string type) => $"{name} ({type})";
}
