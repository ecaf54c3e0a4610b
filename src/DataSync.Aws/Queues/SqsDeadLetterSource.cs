using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Aws.Queues;

/// <summary>Receives from this region's dead-letter queues.</summary>
public sealed class SqsDeadLetterSource(IAmazonSQS client, QueueUrls urls) : IDeadLetterSource
{
    // Longer than one redrive can run, so that what it skipped is not received by it again.
    private const int VisibilitySeconds = 900;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(QueueKind queue, CancellationToken cancellationToken)
    {
        var url = urls.Of(new QueueAddress(queue));
        try
        {
            var request = new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, VisibilityTimeout = VisibilitySeconds, WaitTimeSeconds = 1 };
            var response = await client.ReceiveMessageAsync(request, cancellationToken);
            return [.. (response.Messages ?? []).Select(m => new ReceivedLetter(m.ReceiptHandle, Encoding.UTF8.GetBytes(m.Body)))];
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "ReceiveMessage", url);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(QueueKind queue, ReceivedLetter letter, CancellationToken cancellationToken)
    {
        var url = urls.Of(new QueueAddress(queue));
        try
        {
            await client.DeleteMessageAsync(url, letter.ReceiptHandle, cancellationToken);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "DeleteMessage", url);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(QueueKind queue, IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken)
    {
        var url = urls.Of(new QueueAddress(queue));
        try
        {
            foreach (var chunk in letters.Chunk(10))
            {
                var entries = chunk.Select((l, i) => new ChangeMessageVisibilityBatchRequestEntry
                {
                    Id = i.ToString(CultureInfo.InvariantCulture),
                    ReceiptHandle = l.ReceiptHandle,
                    VisibilityTimeout = 0,
                });
                await client.ChangeMessageVisibilityBatchAsync(url, [.. entries], cancellationToken);
            }
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "ChangeMessageVisibilityBatch", url);
        }
    }
}
