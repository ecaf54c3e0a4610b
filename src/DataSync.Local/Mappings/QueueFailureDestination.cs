using System.Text;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Mappings;

/// <summary>An SQS queue as on-failure destination: gets metadata only, as on AWS.</summary>
public sealed class QueueFailureDestination(IAwsService sqs, string region, string queueUrl) : IFailureDestination
{
    /// <inheritdoc/>
    public async ValueTask DeliverAsync(FailedBatch batch, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["QueueUrl"] = queueUrl, ["MessageBody"] = Encoding.UTF8.GetString(batch.ToJson(withPayload: false)) };
        var response = await sqs.HandleAsync(new AwsRequest("sqs", region, "SendMessage", Encoding.UTF8.GetBytes(body.ToJsonString())), cancellationToken);
        if (response.Status != 200)
        {
            throw new InvalidOperationException($"The destination {queueUrl} refused the batch: {Encoding.UTF8.GetString(response.Body.Span)}");
        }
    }
}
