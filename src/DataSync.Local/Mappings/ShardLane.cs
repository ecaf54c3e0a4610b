using System.Threading.Channels;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>One of a shard's parallel batches: takes records in order and runs a batch at a time.</summary>
internal sealed class ShardLane(int batchSize, TimeSpan window, TimeProvider time, StreamBatchRunner runner)
{
    private const int MaxWaitingReads = 16;

    // A read comes in as a whole, so that what was there at the same time is one batch however threads are scheduled.
    private readonly Channel<IReadOnlyList<StreamRecord>> _reads = Channel.CreateBounded<IReadOnlyList<StreamRecord>>(
        new BoundedChannelOptions(MaxWaitingReads) { SingleReader = true, SingleWriter = true });

    private readonly Queue<StreamRecord> _records = new();

    public ValueTask AddAsync(IReadOnlyList<StreamRecord> read, CancellationToken cancellationToken) => _reads.Writer.WriteAsync(read, cancellationToken);

    /// <summary>No more records will come: the rest is run without waiting for the window.</summary>
    public void Complete() => _reads.Writer.Complete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_records.Count > 0 || await _reads.Reader.WaitToReadAsync(cancellationToken))
        {
            var batch = await CollectAsync(cancellationToken);
            await runner.RunAsync(batch, cancellationToken);
        }
    }

    private async Task<ArraySegment<StreamRecord>> CollectAsync(CancellationToken cancellationToken)
    {
        var batch = new List<StreamRecord>();
        var bytes = EventPayload.Overhead;
        if (Take(batch, ref bytes) || window == TimeSpan.Zero)
        {
            return batch.ToArray();
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var windowEnd = Task.Delay(window, time, ending.Token);
        while (true)
        {
            var more = _reads.Reader.WaitToReadAsync(ending.Token).AsTask();
            var isOver = await Task.WhenAny(more, windowEnd) == windowEnd || !await more;
            if (isOver || Take(batch, ref bytes))
            {
                break;
            }
        }

        await ending.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return batch.ToArray();
    }

    /// <summary>Takes what is there; true when the batch is full, by count or because the next record would make the event too large.</summary>
    private bool Take(List<StreamRecord> batch, ref int bytes)
    {
        while (batch.Count < batchSize)
        {
            if (!_records.TryPeek(out var next))
            {
                if (!_reads.Reader.TryRead(out var read))
                {
                    return false;
                }

                foreach (var record in read)
                {
                    _records.Enqueue(record);
                }

                continue;
            }

            if (batch.Count > 0 && bytes + next.Json.Length + 1 > EventPayload.MaxBytes)
            {
                return true;
            }

            _records.Dequeue();
            batch.Add(next);
            bytes += next.Json.Length + 1;
        }

        return true;
    }
}
