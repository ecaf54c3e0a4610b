using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Core.Ports;

namespace DataSync.Aws.Queues;

/// <summary>Sends messages by SendMessageBatch, ten or 1 MiB at a time, and reads the outcome of every entry.</summary>
/// <param name="clientOf">A client for a region; null means this one. Called for every send, so it keeps its clients.</param>
/// <param name="urls">Where the queues are.</param>
public sealed class SqsQueueSender(Func<string?, IAmazonSQS> clientOf, QueueUrls urls) : IQueueSender
{
    private const int MaxEntries = 10;
    private const int MaxBatchBytes = 1024 * 1024;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SendOutcome>> SendAsync(QueueAddress queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        var outcomes = new SendOutcome[messages.Count];
        var client = clientOf(queue.Region);
        var url = urls.Of(queue);
        for (var first = 0; first < messages.Count;)
        {
            if (messages[first].Body.Length > MaxBatchBytes)
            {
                // SQS would refuse the whole request, which looks like a queue that cannot be reached.
                outcomes[first] = SendOutcome.Refused($"The message has {messages[first].Body.Length} bytes; SQS takes {MaxBatchBytes}.");
                first++;
                continue;
            }

            var count = CountThatFit(messages, first);
            var error = await SendBatchAsync(client, url, messages, first, count, outcomes, cancellationToken);
            first += count;
            if (error is not null)
            {
                // The queue cannot be reached: every further batch would only wait for the same time-out.
                Array.Fill(outcomes, SendOutcome.Failed(error), first, messages.Count - first);
                break;
            }
        }

        return outcomes;
    }

    private static int CountThatFit(IReadOnlyList<OutgoingMessage> messages, int first)
    {
        var bytes = messages[first].Body.Length;
        var count = 1;
        while (count < MaxEntries && first + count < messages.Count && bytes + messages[first + count].Body.Length <= MaxBatchBytes)
        {
            bytes += messages[first + count].Body.Length;
            count++;
        }

        return count;
    }

    // Returns null when the queue answered, whatever it said of the entries.
    private static async ValueTask<string?> SendBatchAsync(
        IAmazonSQS client, string url, IReadOnlyList<OutgoingMessage> messages, int first, int count, SendOutcome[] outcomes, CancellationToken cancellationToken)
    {
        // A message counts as failed until its own entry says that it was taken.
        Array.Fill(outcomes, SendOutcome.Failed("The queue's answer does not mention the message."), first, count);
        var request = new SendMessageBatchRequest { QueueUrl = url, Entries = new List<SendMessageBatchRequestEntry>(count) };
        for (var i = first; i < first + count; i++)
        {
            request.Entries.Add(new SendMessageBatchRequestEntry
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                MessageBody = Encoding.UTF8.GetString(messages[i].Body.Span),
                DelaySeconds = (int)Math.Clamp(messages[i].Delay.TotalSeconds, 0, 900),
            });
        }

        try
        {
            var response = await client.SendMessageBatchAsync(request, cancellationToken);
            foreach (var entry in response.Successful ?? [])
            {
                outcomes[int.Parse(entry.Id, CultureInfo.InvariantCulture)] = SendOutcome.Sent;
            }

            foreach (var entry in response.Failed ?? [])
            {
                var error = $"{entry.Code}: {entry.Message}";
                outcomes[int.Parse(entry.Id, CultureInfo.InvariantCulture)] = IsRefusal(entry) ? SendOutcome.Refused(error) : SendOutcome.Failed(error);
            }

            return null;
        }
        catch (InvalidMessageContentsException e) when (count == 1)
        {
            outcomes[first] = SendOutcome.Refused(e.Message);
            return null;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            var error = AwsErrors.Sort(e, "SendMessageBatch", url).Message;
            Array.Fill(outcomes, SendOutcome.Failed(error), first, count);
            return error;
        }
    }

    // The sender's fault, but for the codes that say "slow down" or "not allowed (yet)".
    private static bool IsRefusal(BatchResultErrorEntry entry) =>
        entry.SenderFault == true && entry.Code is "InvalidMessageContents" or "InvalidParameterValue" or "MessageTooLong";
}
