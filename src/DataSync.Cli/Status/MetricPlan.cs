using DataSync.Aws.Control;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Status;

/// <summary>The metrics that a status is made of, by the minute.</summary>
internal sealed class MetricPlan(RegionStack region)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] Handlers = ["CaptureItems", "CaptureObjects", "Apply", "Forward", "Redrive", "Heartbeat"];

    /// <summary>One of the service's own that is told by origin.</summary>
    public MetricQuery Of(string origin, string name, string statistic) =>
        new(region.Settings.MetricsNamespace, name, statistic, Minute, ("Region", region.Name), ("OriginRegion", origin));

    /// <summary>What counts now.</summary>
    public IReadOnlyList<(string Name, MetricQuery Query)> Recent()
    {
        var queries = new List<(string, MetricQuery)>
        {
            ("captured", Own("Captured")),
            ("objects-captured", Own("ObjectsCaptured")),
            ("applied", Own("Applied")),
            ("parked-age", Own("OldestUnsentAge", "Maximum")),
            ("changes-age", Age("changes")),
            ("events-age", Age("object-events")),
            ("iterator", Lambda("CaptureItems", "IteratorAge", "Maximum")),
        };
        foreach (var handler in Handlers)
        {
            queries.Add(($"errors/{handler}", Lambda(handler, "Errors", "Sum")));
            queries.Add(($"throttles/{handler}", Lambda(handler, "Throttles", "Sum")));
        }

        return queries;
    }

    /// <summary>What counts over an hour.</summary>
    public IReadOnlyList<(string Name, MetricQuery Query)> Hour() => [("conflicts", Own("Conflicts")), ("dropped", Lambda("CaptureItems", "DroppedEventCount", "Sum"))];

    private MetricQuery Own(string name, string statistic = "Sum") =>
        new(region.Settings.MetricsNamespace, name, statistic, Minute, ("Region", region.Name));

    private MetricQuery Age(string queue) =>
        new("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", Minute, ("QueueName", region.QueueName(queue)));

    private MetricQuery Lambda(string handler, string name, string statistic) =>
        new("AWS/Lambda", name, statistic, Minute, ("FunctionName", region.FunctionName(handler)));
}
