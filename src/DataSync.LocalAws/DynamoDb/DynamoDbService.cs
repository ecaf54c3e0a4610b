using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Backups;
using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.DynamoDb;

/// <summary>DynamoDB and DynamoDB Streams in memory, for any number of regions that know nothing of each other. Safe for concurrent use.</summary>
public sealed class DynamoDbService : IAwsService, IStreamReader, IDisposable
{
    private readonly ConcurrentDictionary<string, RegionTables> _regions = new(StringComparer.Ordinal);
    private readonly ChangeFeed _changes = new();
    private readonly ItemOperations _items;
    private readonly QueryOperations _queries;
    private readonly BatchOperations _batches;
    private readonly TransactOperations _transactions;
    private readonly TableOperations _tables;
    private readonly RecoveryOperations _recovery;
    private readonly BackupOperations _backups;
    private readonly StreamOperations _streams;
    private readonly TtlSweeper _sweeper;
    private readonly ITimer _timer;

    /// <param name="time">The clock of TTL, retention, iterators and stream records.</param>
    /// <param name="accountId">The account in ARNs.</param>
    /// <param name="options">Null: the defaults.</param>
    public DynamoDbService(TimeProvider time, string accountId = "000000000000", DynamoDbOptions? options = null)
    {
        options ??= new DynamoDbOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InitialShards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.InitialShards, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxStreamRecords, 1);
        var cache = new ExpressionCache();
        _items = new ItemOperations(time, cache, _changes);
        _queries = new QueryOperations(cache);
        _batches = new BatchOperations(time, cache, _changes);
        _transactions = new TransactOperations(time, cache, _changes);
        _tables = new TableOperations(time, options, accountId);
        _recovery = new RecoveryOperations(time, options);
        _backups = new BackupOperations(time);
        _streams = new StreamOperations(time);
        _sweeper = new TtlSweeper(time, _changes);
        _timer = time.CreateTimer(_ => SweepExpired(), null, options.TtlSweepPeriod, options.TtlSweepPeriod);
    }

    /// <summary>Raised after each write that changed an item, outside all locks and on the writer's thread: listeners must be quick. Writes of one item may be announced out of order when they race.</summary>
    [SuppressMessage("Design", "MA0046:Use EventHandler<T> to declare events", Justification = "The sender is always this service, and the change is immutable.")]
    public event Action<ItemChange>? Changed
    {
        add => _changes.Add(value);
        remove => _changes.Remove(value);
    }

    public ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            RegionTables region = Region(request.Region);
            AwsResponse? response = request.Service == "dynamodb" ? HandleItems(region, request) : null;
            return ValueTask.FromResult(response ?? HandleDocument(region, request));
        }
        catch (DynamoDbError error)
        {
            return ValueTask.FromResult(error.ToResponse());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // JSON that is none, or has a value of another type or no value where one is required.
            return ValueTask.FromResult(DynamoDbError.Serialization().ToResponse());
        }
    }

    /// <summary>Deletes what TTL says is expired, now. The service does it by itself every few seconds.</summary>
    public void SweepExpired() => _sweeper.Sweep(_regions.Values);

    /// <summary>How many items a table holds at this moment; 0 for a table that is not there. (DescribeTable's figure, without a call.)</summary>
    public long ItemCount(string region, string tableName) =>
        _regions.TryGetValue(region, out RegionTables? tables) && tables.Tables.TryGetValue(tableName, out Table? table) ? table.ItemCount : 0;

    /// <summary>Splits a shard as a growing table does: it closes, and two children share its keys. Returns their ids. Throws <see cref="KeyNotFoundException"/> for an unknown stream or shard, <see cref="InvalidOperationException"/> for a closed shard.</summary>
    public (string Left, string Right) SplitShard(string streamArn, string shardId) => Stream(streamArn).Split(shardId);

    /// <summary>All shards of a stream, parents before children. Throws <see cref="KeyNotFoundException"/> for an unknown stream.</summary>
    public IReadOnlyList<StreamShard> ListShards(string streamArn) => Stream(streamArn).ListShards();

    /// <inheritdoc cref="IStreamReader.ReadAsync"/>
    public IReadOnlyList<StreamRecord> Read(string streamArn, string shardId, string? afterSequenceNumber, int maxRecords, int maxBytes)
    {
        TableStream stream = Stream(streamArn);
        var records = new List<StreamRecord>();
        long bytes = 0;
        // JSON is larger than the items are by DynamoDB's count, so what was read is cut once more by its real size.
        foreach (StreamEntry entry in stream.Read(shardId, Sequence(afterSequenceNumber), maxRecords, maxBytes).Entries)
        {
            ReadOnlyMemory<byte> json = StreamJson.Render(stream, entry);
            bytes += json.Length;
            if (records.Count > 0 && bytes > maxBytes)
            {
                break;
            }
            records.Add(new StreamRecord(SequenceNumbers.Format(entry.Sequence), entry.Key.ToString(), entry.At, json));
        }
        return records;
    }

    /// <inheritdoc cref="IStreamReader.LatestSequenceNumberAsync"/>
    public string? LatestSequenceNumber(string streamArn, string shardId) => Stream(streamArn).LatestSequenceNumber(shardId);

    public Task WaitForRecordsAsync(string streamArn, string shardId, string? afterSequenceNumber, CancellationToken cancellationToken) =>
        Stream(streamArn).WaitAsync(shardId, Sequence(afterSequenceNumber), cancellationToken);

    public void Dispose() => _timer.Dispose();

    ValueTask<IReadOnlyList<StreamShard>> IStreamReader.ListShardsAsync(string streamArn, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ListShards(streamArn));

    ValueTask<IReadOnlyList<StreamRecord>> IStreamReader.ReadAsync(
        string streamArn, string shardId, string? afterSequenceNumber, int maxRecords, int maxBytes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(streamArn, shardId, afterSequenceNumber, maxRecords, maxBytes));

    ValueTask<string?> IStreamReader.LatestSequenceNumberAsync(string streamArn, string shardId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(LatestSequenceNumber(streamArn, shardId));

    private AwsResponse? HandleItems(RegionTables region, AwsRequest request)
    {
        ReadOnlySpan<byte> body = request.Body.Span;
        return request.Operation switch
        {
            "PutItem" => _items.Write(region, WriteKind.Put, body),
            "UpdateItem" => _items.Write(region, WriteKind.Update, body),
            "DeleteItem" => _items.Write(region, WriteKind.Delete, body),
            "GetItem" => _items.Get(region, body),
            "Query" => _queries.Query(region, body),
            "Scan" => _queries.Scan(region, body),
            "BatchWriteItem" => _batches.Write(region, body),
            "BatchGetItem" => _batches.Get(region, body),
            "TransactWriteItems" => _transactions.Write(region, body),
            "TransactGetItems" => _transactions.Get(region, body),
            _ => null,
        };
    }

    private AwsResponse HandleDocument(RegionTables region, AwsRequest request)
    {
        using JsonDocument document = JsonDocument.Parse(request.Body.IsEmpty ? "{}"u8.ToArray() : request.Body, JsonShapes.DocumentOptions);
        JsonElement body = document.RootElement;
        return (request.Service, request.Operation) switch
        {
            ("dynamodb", "CreateTable") => _tables.Create(region, body),
            ("dynamodb", "DescribeTable") => TableOperations.Describe(region, body),
            ("dynamodb", "ListTables") => TableOperations.List(region, body),
            ("dynamodb", "DeleteTable") => TableOperations.Delete(region, body),
            ("dynamodb", "UpdateTable") => _tables.Update(region, body),
            ("dynamodb", "UpdateTimeToLive") => TableOperations.UpdateTtl(region, body),
            ("dynamodb", "DescribeTimeToLive") => TableOperations.DescribeTtl(region, body),
            ("dynamodb", "UpdateContinuousBackups") => _recovery.Update(region, body),
            ("dynamodb", "DescribeContinuousBackups") => _recovery.Describe(region, body),
            ("dynamodb", "RestoreTableToPointInTime") => _recovery.Restore(region, body),
            ("dynamodb", "CreateBackup") => _backups.Create(region, body),
            ("dynamodb", "DescribeBackup") => BackupOperations.Describe(region, body),
            ("dynamodb", "ListBackups") => BackupOperations.List(region, body),
            ("dynamodb", "DeleteBackup") => BackupOperations.Delete(region, body),
            ("dynamodb", "RestoreTableFromBackup") => _backups.Restore(region, body),
            ("dynamodb", "TagResource" or "UntagResource") => TableOperations.Tag(region, body),
            ("dynamodb", "ListTagsOfResource") => TableOperations.ListTags(region, body),
            ("dynamodbstreams", "ListStreams") => StreamOperations.List(region, body),
            ("dynamodbstreams", "DescribeStream") => StreamOperations.Describe(region, body),
            ("dynamodbstreams", "GetShardIterator") => _streams.GetIterator(region, body),
            ("dynamodbstreams", "GetRecords") => _streams.GetRecords(region, body),
            _ => throw DynamoDbError.UnknownOperation(),
        };
    }

    private RegionTables Region(string name) => _regions.GetOrAdd(name, static n => new RegionTables(n));

    private TableStream Stream(string streamArn)
    {
        string[] parts = streamArn.Split(':');
        return parts.Length > 4
            && _regions.TryGetValue(parts[3], out RegionTables? region)
            && region.Streams.TryGetValue(streamArn, out TableStream? stream)
            ? stream
            : throw new KeyNotFoundException($"There is no stream {streamArn}.");
    }

    private static ulong? Sequence(string? text)
    {
        if (text is null)
        {
            return null;
        }
        return SequenceNumbers.TryParse(text, out ulong sequence)
            ? sequence
            : throw new ArgumentException($"Not a sequence number of this service: {text}", nameof(text));
    }
}
