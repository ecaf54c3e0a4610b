namespace DataSync.LocalAws.Sqs;

/// <summary>What the holder of a receipt handle may do. Not safe for concurrent use: the queue's lock guards it.</summary>
internal sealed class InFlightMessages(MessageStore store, bool isFifo)
{
    private const long MaxVisibilitySeconds = 43_200;

    /// <summary>For how long a receive can be repeated by its attempt id, and how many of them are remembered at most.</summary>
    private static readonly TimeSpan AttemptLifetime = TimeSpan.FromMinutes(5);
    private const int MaxAttempts = 10_000;

    private readonly Dictionary<string, (long At, List<Delivery> Deliveries)> _attempts = new(StringComparer.Ordinal);

    /// <summary>False when there was nothing to delete: the message is gone, or a standard queue has handed it out anew.</summary>
    public bool Delete(ReceiptHandle handle)
    {
        var message = store.Find(handle.Serial);
        if (message is null)
        {
            return false;
        }

        var isCurrent = message.Receipt == handle.Receipt;
        if (isFifo && (!isCurrent || message.State != MessageState.InFlight))
        {
            throw SqsException.InvalidParameter($"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
        }

        if (isCurrent)
        {
            store.Remove(message);
        }

        return isCurrent;
    }

    public void ChangeVisibility(ReceiptHandle handle, TimeSpan visibility, long now)
    {
        var message = store.Find(handle.Serial);
        if (message is null || message.Receipt != handle.Receipt)
        {
            throw SqsException.InvalidParameter(
                $"Value {handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.");
        }

        if (message.State != MessageState.InFlight)
        {
            throw SqsException.MessageNotInflight();
        }

        var visibleAt = now + visibility.Ticks;
        if (visibleAt > message.ReceivedAt + (MaxVisibilitySeconds * TimeSpan.TicksPerSecond))
        {
            throw SqsException.InvalidParameter(
                $"Value {visibility.TotalSeconds:0} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [{MaxVisibilitySeconds} seconds]");
        }

        store.ChangeVisibility(message, visibleAt, now);
    }

    /// <summary>
    /// What an earlier receive with the same attempt id returned, its visibility started anew: for a caller who lost the answer.
    /// Null when there was none within five minutes, or one of its messages is not as it was handed out.
    /// </summary>
    public List<Delivery>? Repeat(string attemptId, TimeSpan visibility, long now)
    {
        if (!_attempts.TryGetValue(attemptId, out var attempt) || attempt.At + AttemptLifetime.Ticks < now)
        {
            return null;
        }

        var messages = attempt.Deliveries.ConvertAll(delivery => Held(delivery.ReceiptHandle));
        if (messages.Contains(null))
        {
            _attempts.Remove(attemptId);
            return null;
        }

        messages.ForEach(message => store.ChangeVisibility(message!, now + visibility.Ticks, now));
        return attempt.Deliveries;
    }

    public void Remember(string attemptId, List<Delivery> deliveries, long now)
    {
        if (_attempts.Count >= MaxAttempts)
        {
            foreach (var (id, _) in _attempts.Where(attempt => attempt.Value.At + AttemptLifetime.Ticks < now).ToList())
            {
                _attempts.Remove(id);
            }
        }

        if (_attempts.Count < MaxAttempts)
        {
            _attempts[attemptId] = (now, deliveries);
        }
    }

    private SqsMessage? Held(string handle) =>
        ReceiptHandle.TryParse(handle, out var receipt) && store.Find(receipt.Serial) is { State: MessageState.InFlight } message && message.Receipt == receipt.Receipt
            ? message
            : null;
}
