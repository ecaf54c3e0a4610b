using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Aws.Queues;

/// <summary>Receives from the dead-letter queues of a region.</summary>
/// <param name="client">A client of that region.</param>
/// <param name="urls">Where its queues are.</param>
public sealed class SqsDeadLetterSource(IAmazonSQS client, QueueUrls urls) : IDeadLetterSource
{
    // Longer than one redrive can run on Lambda, so that what it skipped is not received by it again.
    private const int VisibilitySeconds = 900;

    private static readonly List<string> Attributes =
        [MessageSystemAttributeName.SentTimestamp, MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.ApproximateFirstReceiveTimestamp];

    /// <summary>The bucket that is read as a queue is; null: there is none here.</summary>
    public FailureBatches? Failures { get; init; }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(QueueKind queue, CancellationToken cancellationToken)
    {
        if (queue == QueueKind.FailedBatches)
        {
            return await Bucket().ReceiveAsync(cancellationToken);
        }

        var url = urls.Of(new QueueAddress(queue));
        try
        {
            var request = new ReceiveMessageRequest
            {
                QueueUrl = url,
                MaxNumberOfMessages = 10,
                VisibilityTimeout = VisibilitySeconds,
                WaitTimeSeconds = 1,
                MessageSystemAttributeNames = Attributes,
            };
            var response = await client.ReceiveMessageAsync(request, cancellationToken);
            return [.. (response.Messages ?? []).Select(Letter)];
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "ReceiveMessage", url);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string?>> DeleteAsync(QueueKind queue, IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken)
    {
        if (queue == QueueKind.FailedBatches)
        {
            return await Bucket().DeleteAsync(letters, cancellationToken);
        }

        // A message counts as there until its own entry says that it is deleted.
        var errors = new string?[letters.Count];
        Array.Fill(errors, "The queue's answer does not mention the message.");
        var url = urls.Of(new QueueAddress(queue));
        try
        {
            var entries = letters.Select((l, i) => new DeleteMessageBatchRequestEntry { Id = i.ToString(CultureInfo.InvariantCulture), ReceiptHandle = l.ReceiptHandle });
            var response = await client.DeleteMessageBatchAsync(url, [.. entries], cancellationToken);
            foreach (var entry in response.Successful ?? [])
            {
                errors[int.Parse(entry.Id, CultureInfo.InvariantCulture)] = null;
            }

            foreach (var entry in response.Failed ?? [])
            {
                errors[int.Parse(entry.Id, CultureInfo.InvariantCulture)] = $"{entry.Code}: {entry.Message}";
            }

            return errors;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "DeleteMessageBatch", url);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(QueueKind queue, IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken)
    {
        if (queue == QueueKind.FailedBatches)
        {
            return; // a bucket hides nothing
        }

        var url = urls.Of(new QueueAddress(queue));
        try
        {
            var entries = receiptHandles.Select((handle, i) => new ChangeMessageVisibilityBatchRequestEntry
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                ReceiptHandle = handle,
                VisibilityTimeout = 0,
            });
            await client.ChangeMessageVisibilityBatchAsync(url, [.. entries], cancellationToken);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "ChangeMessageVisibilityBatch", url);
        }
    }

    private static ReceivedLetter Letter(Message message) => new(message.MessageId, message.ReceiptHandle, Encoding.UTF8.GetBytes(message.Body))
    {
        SentAt = Time(message, MessageSystemAttributeName.SentTimestamp),
        FirstReceivedAt = Time(message, MessageSystemAttributeName.ApproximateFirstReceiveTimestamp),
        ReceiveCount = message.Attributes is { } attributes
            && attributes.TryGetValue(MessageSystemAttributeName.ApproximateReceiveCount, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1,
    };

    private static DateTimeOffset Time(Message message, string name) =>
        message.Attributes is { } attributes && attributes.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
            : DateTimeOffset.UnixEpoch;

    private FailureBatches Bucket() =>
        Failures ?? throw new ArgumentException("No bucket of failed batches is known here.");
}
