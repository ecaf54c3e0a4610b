using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Core.Ports;

namespace DataSync.Aws.Queues;

/// <summary>Asks SQS for its approximate counts.</summary>
/// <param name="client">A client of this region.</param>
/// <param name="urls">Where the queues are.</param>
public sealed class SqsQueueDepths(IAmazonSQS client, QueueUrls urls) : IQueueDepths
{
    private const string Visible = "ApproximateNumberOfMessages";
    private const string InFlight = "ApproximateNumberOfMessagesNotVisible";
    private const string Delayed = "ApproximateNumberOfMessagesDelayed";

    /// <inheritdoc/>
    public async ValueTask<QueueDepth> CountAsync(QueueKind kind, CancellationToken cancellationToken)
    {
        var url = urls.Of(new QueueAddress(kind));
        try
        {
            var request = new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = [Visible, InFlight, Delayed] };
            var response = await client.GetQueueAttributesAsync(request, cancellationToken);
            return new QueueDepth(Count(response.Attributes, Visible), Count(response.Attributes, InFlight), Count(response.Attributes, Delayed));
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "GetQueueAttributes", url);
        }
    }

    private static long Count(Dictionary<string, string>? attributes, string name) =>
        attributes is not null && attributes.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
