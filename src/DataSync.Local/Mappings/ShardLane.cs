using System.Threading.Channels;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>One of a shard's parallel batches: takes records in order and runs a batch at a time.</summary>
internal sealed class ShardLane(int batchSize, TimeSpan window, TimeProvider time, StreamBatchRunner runner)
{
    private const int MinCapacity = 1000;

    private readonly Channel<StreamRecord> _records = Channel.CreateBounded<StreamRecord>(
        new BoundedChannelOptions(Math.Max(batchSize, MinCapacity)) { SingleReader = true, SingleWriter = true });

    public ValueTask AddAsync(StreamRecord record, CancellationToken cancellationToken) => _records.Writer.WriteAsync(record, cancellationToken);

    /// <summary>No more records will come: the rest is run without waiting for the window.</summary>
    public void Complete() => _records.Writer.Complete();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await _records.Reader.WaitToReadAsync(cancellationToken))
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
            var more = _records.Reader.WaitToReadAsync(ending.Token).AsTask();
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
            if (!_records.Reader.TryPeek(out var next))
            {
                return false;
            }

            if (batch.Count > 0 && bytes + next.Json.Length + 1 > EventPayload.MaxBytes)
            {
                return true;
            }

            _records.Reader.TryRead(out _);
            batch.Add(next);
            bytes += next.Json.Length + 1;
        }

        return true;
    }
}
