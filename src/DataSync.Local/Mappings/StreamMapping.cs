using System.Text.Json;
using DataSync.Local.Templates;
using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>
/// An event source mapping from a DynamoDB stream. Each shard is read in order, a child only after its parents were
/// finished; within a shard, records of one item are never in two batches at the same time.
/// </summary>
public sealed class StreamMapping : IEventSourceMapping
{
    private const int ReadRecords = 1000;
    private const int ReadBytes = 1024 * 1024;

    private readonly StreamMappingSettings _settings;
    private readonly MappingContext _context;
    private readonly IStreamReader _reader;
    private readonly IFailureDestination? _destination;
    private readonly MappingLifetime _lifetime;
    private readonly FilterPattern[] _filters;
    private readonly Dictionary<string, string?> _startPositions = new(StringComparer.Ordinal);

    /// <summary>A mapping that does nothing until <see cref="StartAsync"/>. Without a destination, batches that are given up are only counted.</summary>
    public StreamMapping(StreamMappingSettings settings, MappingContext context, IStreamReader reader, IFailureDestination? destination)
    {
        _settings = settings;
        _context = context;
        _reader = reader;
        _destination = destination;
        _lifetime = new MappingLifetime(startsPaused: !settings.Enabled);
        _filters = [.. settings.Filters.Select(FilterPattern.Parse)];
    }

    /// <inheritdoc/>
    public MappingSettings Settings => _settings;

    MappingLifetime IEventSourceMapping.Lifetime => _lifetime;

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        if (_settings.StartAtLatest)
        {
            // Taken here and not in the background: what is written after the start is seen.
            foreach (var shard in await _reader.ListShardsAsync(_settings.StreamArn, cancellationToken))
            {
                _startPositions[shard.ShardId] = await _reader.LatestSequenceNumberAsync(_settings.StreamArn, shard.ShardId, cancellationToken);
            }
        }

        _lifetime.Start(RunAsync);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lifetime.DisposeAsync();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        var running = new Dictionary<Task, string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var shards = await _reader.ListShardsAsync(_settings.StreamArn, cancellationToken);
            var present = shards.Select(shard => shard.ShardId).ToHashSet(StringComparer.Ordinal);
            foreach (var shard in shards.Where(shard => !seen.Contains(shard.ShardId)))
            {
                // A parent that is listed no more was trimmed away: there is nothing of it left to wait for.
                if (shard.ParentShardId is not { } parent || finished.Contains(parent) || !present.Contains(parent))
                {
                    seen.Add(shard.ShardId);
                    running.Add(RunShardAsync(shard.ShardId, failing), shard.ShardId);
                }
            }

            if (running.Count == 0)
            {
                throw new InvalidOperationException("The stream has ended.");
            }

            var done = await Task.WhenAny(running.Keys);
            if (done.IsFaulted || done.IsCanceled)
            {
                await failing.CancelAsync();
                await Task.WhenAll(running.Keys);
            }

            running.Remove(done, out var ended);
            finished.Add(ended!);
        }
    }

    private async Task RunShardAsync(string shardId, CancellationTokenSource failing)
    {
        var cancellationToken = failing.Token;
        var lanes = Enumerable.Range(0, _settings.ParallelizationFactor)
            .Select(_ => new ShardLane(
                _settings.BatchSize, _settings.BatchWindow, _context.Time, new StreamBatchRunner(_settings, _context, _lifetime, _destination, shardId)))
            .ToArray();
        var runs = lanes.Select(lane => lane.RunAsync(cancellationToken)).ToList();
        runs.Add(ReadShardAsync(shardId, lanes, cancellationToken));
        var all = Task.WhenAll(runs);
        while (runs.Count > 0)
        {
            var done = await Task.WhenAny(runs);
            runs.Remove(done);
            if (done.IsFaulted)
            {
                await failing.CancelAsync();
            }
        }

        await all;
    }

    private async Task ReadShardAsync(string shardId, ShardLane[] lanes, CancellationToken cancellationToken)
    {
        var position = _startPositions.GetValueOrDefault(shardId);
        while (true)
        {
            await _lifetime.WaitWhilePausedAsync(cancellationToken);
            // Asked before the read: a shard that is closed now gets no record after it.
            var shards = await _reader.ListShardsAsync(_settings.StreamArn, cancellationToken);
            var isClosed = shards.FirstOrDefault(shard => shard.ShardId == shardId)?.IsClosed ?? true;
            var records = await _reader.ReadAsync(_settings.StreamArn, shardId, position, ReadRecords, ReadBytes, cancellationToken);
            if (records.Count == 0)
            {
                if (isClosed)
                {
                    break;
                }

                await _reader.WaitForRecordsAsync(_settings.StreamArn, shardId, position, cancellationToken);
                continue;
            }

            position = records[^1].SequenceNumber;
            await HandOutAsync(records, lanes, cancellationToken);
        }

        foreach (var lane in lanes)
        {
            lane.Complete();
        }
    }

    private async ValueTask HandOutAsync(IReadOnlyList<StreamRecord> records, ShardLane[] lanes, CancellationToken cancellationToken)
    {
        _lifetime.Counters.Read(records.Count);
        var shares = new List<StreamRecord>?[lanes.Length];
        foreach (var record in records)
        {
            if (Passes(record))
            {
                (shares[LaneOf(record.ItemKey, lanes.Length)] ??= []).Add(record);
            }
            else
            {
                _lifetime.Counters.Filtered(1);
            }
        }

        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (shares[lane] is { } share)
            {
                await lanes[lane].AddAsync(share, cancellationToken);
            }
        }
    }

    private bool Passes(StreamRecord record)
    {
        if (_filters.Length == 0)
        {
            return true;
        }

        using var document = JsonDocument.Parse(record.Json);
        return _filters.Any(filter => filter.Matches(document.RootElement));
    }

    /// <summary>FNV-1a: unlike the runtime's string hash it is the same in every run, so that a schedule can be repeated.</summary>
    private static int LaneOf(string itemKey, int laneCount)
    {
        var hash = 2166136261u;
        foreach (var character in itemKey)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }

        return (int)(hash % (uint)laneCount);
    }
}
