namespace DataSync.LocalAws.Sqs;

/// <summary>What SendMessage answers with.</summary>
internal readonly record struct SentMessage(string MessageId, string? SequenceNumber);

/// <summary>The deduplication ids of a FIFO queue, each remembered for five minutes. Guarded by the queue's lock.</summary>
internal sealed class Deduplication
{
    private static readonly long WindowTicks = TimeSpan.FromMinutes(5).Ticks;

    private readonly Dictionary<(string? Group, string Id), SentMessage> _sent = [];
    private readonly Queue<((string? Group, string Id) Key, long ExpiresAt)> _expiry = new();

    public SentMessage? Find(QueueSettings settings, SqsMessage message, long now)
    {
        while (_expiry.TryPeek(out var oldest) && oldest.ExpiresAt <= now)
        {
            _sent.Remove(_expiry.Dequeue().Key);
        }

        return _sent.TryGetValue(Key(settings, message), out var sent) ? sent : null;
    }

    public void Remember(QueueSettings settings, SqsMessage message, SentMessage sent, long now)
    {
        var key = Key(settings, message);
        _sent[key] = sent;
        _expiry.Enqueue((key, now + WindowTicks));
    }

    private static (string? Group, string Id) Key(QueueSettings settings, SqsMessage message) =>
        (settings.DeduplicationScope == "messageGroup" ? message.GroupId : null, message.DeduplicationId!);
}
