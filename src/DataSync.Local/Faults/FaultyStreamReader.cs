using System.Collections.Concurrent;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Faults;

/// <summary>Reads again what was read before, as a mapping does whose checkpoint was lost. The order within a shard stays: after the repeated records come those that follow them.</summary>
internal sealed class FaultyStreamReader(IStreamReader inner, RegionFaults faults) : IStreamReader
{
    private readonly ConcurrentDictionary<(string Stream, string Shard), string?> _lastStart = new();

    public ValueTask<IReadOnlyList<StreamShard>> ListShardsAsync(string streamArn, CancellationToken cancellationToken) => inner.ListShardsAsync(streamArn, cancellationToken);

    public async ValueTask<IReadOnlyList<StreamRecord>> ReadAsync(
        string streamArn, string shardId, string? afterSequenceNumber, int maxRecords, int maxBytes, CancellationToken cancellationToken)
    {
        var region = ArnRegion.Of(streamArn);
        var start = afterSequenceNumber;
        // Removed and not replaced: never twice in a row, or a share of 1 would go round for ever.
        var isRepeated = _lastStart.TryRemove((streamArn, shardId), out var lastStart) && faults.Strikes(FaultKind.Duplicate, region);
        if (isRepeated)
        {
            start = lastStart;
        }

        var records = await inner.ReadAsync(streamArn, shardId, start, maxRecords, maxBytes, cancellationToken);
        if (isRepeated && records.Count > 0)
        {
            faults.Struck(FaultKind.Duplicate, region);
        }
        else if (records.Count > 0)
        {
            _lastStart[(streamArn, shardId)] = start;
        }

        return records;
    }

    public ValueTask<string?> LatestSequenceNumberAsync(string streamArn, string shardId, CancellationToken cancellationToken) =>
        inner.LatestSequenceNumberAsync(streamArn, shardId, cancellationToken);

    public Task WaitForRecordsAsync(string streamArn, string shardId, string? afterSequenceNumber, CancellationToken cancellationToken) =>
        inner.WaitForRecordsAsync(streamArn, shardId, afterSequenceNumber, cancellationToken);
}
