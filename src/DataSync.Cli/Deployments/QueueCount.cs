using Amazon.SQS.Model;

namespace DataSync.Cli.Deployments;

/// <summary>How much a queue holds.</summary>
internal static class QueueCount
{
    /// <summary>Messages of a queue of the region, delayed and in hand included.</summary>
    /// <exception cref="Amazon.Runtime.AmazonClientException">SQS refused or could not be reached.</exception>
    public static async Task<long> ReadAsync(RegionStack region, string url, CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest
        {
            QueueUrl = url,
            AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
        };
        var answer = await region.Clients.Sqs(null).GetQueueAttributesAsync(request, cancellationToken);
        return (long)answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible + answer.ApproximateNumberOfMessagesDelayed;
    }
}
