using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.CloudWatch;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Hosting;

/// <summary>How full the template's queues are on an SQS that already runs. There are no ages: its API does not tell them. A server that does not answer gives no figures.</summary>
internal sealed class RemoteQueueMetrics(LocalCloud cloud, IReadOnlyList<LocalStack> stacks) : IMetricSampler
{
    private static readonly (string Attribute, string Metric)[] s_figures =
    [
        ("ApproximateNumberOfMessages", QueueMetrics.Visible),
        ("ApproximateNumberOfMessagesNotVisible", QueueMetrics.NotVisible),
        ("ApproximateNumberOfMessagesDelayed", QueueMetrics.Delayed),
    ];

    public async ValueTask SampleAsync(MetricStore store, CancellationToken cancellationToken) =>
        await Task.WhenAll(stacks.SelectMany(stack => stack.Queues.Select(queue => SampleAsync(store, stack.Region, queue, cancellationToken))));

    private async Task SampleAsync(MetricStore store, string region, LocalQueue queue, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["QueueUrl"] = queue.Url, ["AttributeNames"] = new JsonArray([.. s_figures.Select(figure => JsonValue.Create(figure.Attribute))]) };
        try
        {
            var answer = await cloud.Service("sqs").HandleAsync(new AwsRequest("sqs", region, "GetQueueAttributes", JsonSerializer.SerializeToUtf8Bytes(body)), cancellationToken);
            if (answer.Status != 200)
            {
                return;
            }

            using var document = JsonDocument.Parse(answer.Body);
            var attributes = document.RootElement.GetProperty("Attributes");
            foreach (var (attribute, metric) in s_figures)
            {
                if (attributes.TryGetProperty(attribute, out var value) && double.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    store.Set(new MetricId(region, QueueMetrics.Namespace, metric, DimensionSet.Of("QueueName", queue.Name)), count);
                }
            }
        }
        catch (HttpRequestException)
        {
            // No figures is what a metric without points says.
        }
    }
}
