using System.Collections.Concurrent;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Faults;

/// <summary>Delivers messages twice, and late, as a standard queue may. What it holds back is delivered by a later receive, within a second.</summary>
internal sealed class FaultyQueueReader(IQueueReader inner, RegionFaults faults) : IQueueReader
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, HeldBack> _held = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queueArn, int maxMessages, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken)
    {
        var held = _held.GetOrAdd(queueArn, static _ => new HeldBack());
        if (held.TakeOvertaken(maxMessages) is { } overtaken)
        {
            return overtaken;
        }

        while (true)
        {
            var isHolding = held.IsHolding;
            var messages = await inner.ReceiveAsync(queueArn, maxMessages, isHolding && wait > LongestHold ? LongestHold : wait, visibility, cancellationToken);
            if (isHolding)
            {
                held.Overtake();
                return messages.Count > 0 ? messages : held.TakeOvertaken(maxMessages) ?? messages;
            }

            if (messages.Count > 0 && Strikes(FaultKind.Reorder, queueArn))
            {
                held.Hold([.. messages.Reverse()]);
                continue;
            }

            if (messages.Count > 0 && Strikes(FaultKind.Duplicate, queueArn))
            {
                held.Hold(messages);
            }

            return messages;
        }
    }

    public ValueTask DeleteAsync(string queueArn, string receiptHandle, CancellationToken cancellationToken) => inner.DeleteAsync(queueArn, receiptHandle, cancellationToken);

    private bool Strikes(FaultKind kind, string queueArn)
    {
        var region = ArnRegion.Of(queueArn);
        if (!faults.Strikes(kind, region))
        {
            return false;
        }

        faults.Struck(kind, region);
        return true;
    }

    /// <summary>Messages of one queue that wait to be overtaken.</summary>
    private sealed class HeldBack
    {
        private readonly Lock _lock = new();
        private readonly Queue<ReceivedMessage> _messages = new();
        private bool _isOvertaken;

        public bool IsHolding
        {
            get
            {
                lock (_lock)
                {
                    return _messages.Count > 0;
                }
            }
        }

        public void Hold(IEnumerable<ReceivedMessage> messages)
        {
            lock (_lock)
            {
                _isOvertaken = false;
                foreach (var message in messages)
                {
                    _messages.Enqueue(message);
                }
            }
        }

        public void Overtake()
        {
            lock (_lock)
            {
                _isOvertaken = true;
            }
        }

        public IReadOnlyList<ReceivedMessage>? TakeOvertaken(int maxMessages)
        {
            lock (_lock)
            {
                if (!_isOvertaken || _messages.Count == 0)
                {
                    return null;
                }

                var taken = new List<ReceivedMessage>();
                while (taken.Count < maxMessages && _messages.TryDequeue(out var message))
                {
                    taken.Add(message);
                }

                return taken;
            }
        }
    }
}
