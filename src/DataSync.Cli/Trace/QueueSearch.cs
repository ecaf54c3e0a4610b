using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace DataSync.Cli.Trace;

/// <summary>
/// Looks through a queue without taking anything out: what is received is hidden from others for as long as the search
/// takes, and released at its end. Each message's receive count goes up by one.
/// </summary>
/// <param name="client">A client of the queue's region.</param>
/// <param name="url">The queue.</param>
/// <param name="maxCount">The most messages to look at.</param>
internal sealed class QueueSearch(IAmazonSQS client, string url, int maxCount)
{
    private const int BatchSize = 10;
    private const int MinVisibilitySeconds = 30;

    // A receive and a look take far less than this for each message.
    private const int MessagesPerSecond = 20;

    private readonly Dictionary<string, string> _receipts = new(StringComparer.Ordinal);

    /// <summary>Messages looked at.</summary>
    public int Count => _receipts.Count;

    /// <summary>True when the queue had no more to give.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Shows every message once.</summary>
    /// <param name="look">Gets its id and its body.</param>
    /// <param name="cancellationToken">Ends the search; what was received is released all the same.</param>
    public async Task RunAsync(Action<string, ReadOnlyMemory<byte>> look, CancellationToken cancellationToken)
    {
        try
        {
            while (_receipts.Count < maxCount && !IsWhole)
            {
                // All receipts first: whatever a look does, what was received with it is released.
                var received = await ReceiveAsync(cancellationToken);
                var fresh = received.Where(m => !_receipts.ContainsKey(m.MessageId)).DistinctBy(m => m.MessageId).ToList();
                foreach (var message in received)
                {
                    _receipts[message.MessageId] = message.ReceiptHandle;
                }

                fresh.ForEach(message => look(message.MessageId, Encoding.UTF8.GetBytes(message.Body)));
                IsWhole = fresh.Count == 0;
            }
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task<IReadOnlyList<Message>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = url,
            MaxNumberOfMessages = Math.Min(BatchSize, maxCount - _receipts.Count),
            VisibilityTimeout = MinVisibilitySeconds + (maxCount / MessagesPerSecond),

            // Without waiting only some of the queue's hosts are asked, and an empty answer would mean nothing.
            WaitTimeSeconds = 1,
        };
        return (await client.ReceiveMessageAsync(request, cancellationToken)).Messages ?? [];
    }

    private async Task ReleaseAsync()
    {
        foreach (var chunk in _receipts.Values.Chunk(BatchSize))
        {
            var entries = chunk.Select((receipt, i) => new ChangeMessageVisibilityBatchRequestEntry
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                ReceiptHandle = receipt,
                VisibilityTimeout = 0,
            });
            await client.ChangeMessageVisibilityBatchAsync(url, [.. entries], CancellationToken.None);
        }
    }
}
