using DataSync.Core.Ports;

namespace DataSync.Core.Tests.Support;

/// <summary>All queues in memory. Answers at once, counts its calls, and keeps what was sent unless told not to.</summary>
public sealed class MemoryQueues : IQueueSender
{
    private readonly Dictionary<QueueAddress, List<OutgoingMessage>> _sent = [];

    /// <summary>Calls of <see cref="SendAsync"/>.</summary>
    public int CallCount { get; private set; }

    /// <summary>False to count messages and forget them: for measurements.</summary>
    public bool IsKeeping { get; set; } = true;

    /// <summary>Messages confirmed so far.</summary>
    public int SentCount { get; private set; }

    /// <summary>Answers instead of "sent"; null answers mean "sent".</summary>
    public Func<QueueAddress, OutgoingMessage, SendOutcome?>? Answer { get; set; }

    /// <summary>What a call waits for before it is answered; null for nothing.</summary>
    public Func<QueueAddress, Task>? Hold { get; set; }

    /// <summary>What a queue has confirmed.</summary>
    public IReadOnlyList<OutgoingMessage> this[QueueAddress queue] => _sent.TryGetValue(queue, out var sent) ? sent : [];

    /// <summary>What a queue of this region has confirmed.</summary>
    public IReadOnlyList<OutgoingMessage> this[QueueKind kind] => this[new QueueAddress(kind)];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SendOutcome>> SendAsync(
        QueueAddress queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        CallCount++;
        if (Hold is not null)
        {
            await Hold(queue).WaitAsync(cancellationToken);
        }

        var outcomes = new SendOutcome[messages.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Answer?.Invoke(queue, messages[i]) ?? SendOutcome.Sent;
            if (outcomes[i].IsSent)
            {
                Keep(queue, messages[i]);
            }
        }

        return outcomes;
    }

    private void Keep(QueueAddress queue, OutgoingMessage message)
    {
        SentCount++;
        if (!IsKeeping)
        {
            return;
        }

        if (!_sent.TryGetValue(queue, out var sent))
        {
            _sent.Add(queue, sent = []);
        }

        sent.Add(message);
    }
}
