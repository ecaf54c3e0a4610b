using DataSync.LocalAws.Sqs;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>The figures of <c>AWS/SQS</c> by <c>QueueName</c>, for every queue there is.</summary>
/// <param name="sqs">The queues.</param>
public sealed class QueueMetrics(SqsService sqs) : IMetricSampler
{
    /// <summary>The namespace.</summary>
    public const string Namespace = "AWS/SQS";

    /// <summary>Seconds since the oldest message was sent; 0 for an empty queue.</summary>
    public const string OldestAge = "ApproximateAgeOfOldestMessage";

    /// <summary>Messages that can be received.</summary>
    public const string Visible = "ApproximateNumberOfMessagesVisible";

    /// <summary>Messages received and not deleted.</summary>
    public const string NotVisible = "ApproximateNumberOfMessagesNotVisible";

    /// <summary>Messages whose delay has not passed.</summary>
    public const string Delayed = "ApproximateNumberOfMessagesDelayed";

    /// <inheritdoc/>
    public ValueTask SampleAsync(MetricStore store, CancellationToken cancellationToken)
    {
        foreach (var (region, name, depth) in sqs.Depths())
        {
            var dimensions = DimensionSet.Of("QueueName", name);
            store.Set(new MetricId(region, Namespace, OldestAge, dimensions), Math.Floor(depth.OldestAge.TotalSeconds));
            store.Set(new MetricId(region, Namespace, Visible, dimensions), depth.Visible);
            store.Set(new MetricId(region, Namespace, NotVisible, dimensions), depth.InFlight);
            store.Set(new MetricId(region, Namespace, Delayed, dimensions), depth.Delayed);
        }

        return ValueTask.CompletedTask;
    }
}
