using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.LocalAws.Sources;

namespace DataSync.LocalAws.Remote;

/// <summary>Where a reader stands in a shard: the iterator for what comes next, and what was fetched and not yet handed out. Calls take turns.</summary>
internal sealed class ShardCursor(ServiceCalls calls, string streamArn, string shardId) : IDisposable
{
    /// <summary>GetRecords gives no more at a time.</summary>
    public const int MaxRecords = 1000;

    // An iterator that has expired is renewed; one that is refused again and again is a broken server.
    private const int MaxIterators = 3;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<StreamRecord> _fetched = new();
    private string? _position;
    private string? _newest;
    private string? _iterator;
    private bool _isEnded;

    /// <summary>As <see cref="IStreamReader.ReadAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<StreamRecord>> ReadAsync(string? after, int maxRecords, int maxBytes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await FillAsync(after, cancellationToken);
            return HandOut(maxRecords, maxBytes);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Fetches what comes after the given record, unless it is here already.</summary>
    public async ValueTask FetchAsync(string? after, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await FillAsync(after, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>True when a read after the given record would give records at once, or never any more.</summary>
    public bool HasMoreAfter(string? after)
    {
        _turn.Wait();
        try
        {
            return after == _position && (_fetched.Count > 0 || _isEnded);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private List<StreamRecord> HandOut(int maxRecords, int maxBytes)
    {
        var records = new List<StreamRecord>(Math.Min(maxRecords, _fetched.Count));
        long bytes = 0;
        while (records.Count < maxRecords && _fetched.TryPeek(out var next))
        {
            bytes += next.Json.Length;
            if (records.Count > 0 && bytes > maxBytes)
            {
                break;
            }

            records.Add(_fetched.Dequeue());
            _position = next.SequenceNumber;
        }

        return records;
    }

    private async ValueTask FillAsync(string? after, CancellationToken cancellationToken)
    {
        if (after != _position)
        {
            (_position, _newest, _iterator, _isEnded) = (after, after, null, false);
            _fetched.Clear();
        }

        if (_fetched.Count > 0 || _isEnded)
        {
            return;
        }

        using var answer = await GetRecordsAsync(cancellationToken);
        foreach (var record in answer.RootElement.GetProperty("Records").EnumerateArray())
        {
            var read = StreamRecordJson.Read(record, streamArn, calls.Region);
            _fetched.Enqueue(read);
            _newest = read.SequenceNumber;
        }

        _iterator = answer.RootElement.TryGetProperty("NextShardIterator", out var next) ? next.GetString() : null;
        _isEnded = _iterator is null;
    }

    private async ValueTask<JsonDocument> GetRecordsAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _iterator ??= await IteratorAsync(cancellationToken);
                return await calls.CallAsync("GetRecords", new JsonObject { ["ShardIterator"] = _iterator, ["Limit"] = MaxRecords }, cancellationToken);
            }
            catch (ServiceCallException exception) when (exception.Code == "ExpiredIteratorException" && attempt < MaxIterators)
            {
                _iterator = null;
            }
            catch (ServiceCallException exception) when (exception.Code == "TrimmedDataAccessException" && attempt < MaxIterators)
            {
                // What came next is a day old and gone. Lambda goes on with the oldest record there is.
                (_iterator, _newest) = (null, null);
            }
        }
    }

    private async ValueTask<string> IteratorAsync(CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["StreamArn"] = streamArn, ["ShardId"] = shardId, ["ShardIteratorType"] = _newest is null ? "TRIM_HORIZON" : "AFTER_SEQUENCE_NUMBER" };
        if (_newest is not null)
        {
            body["SequenceNumber"] = _newest;
        }

        using var answer = await calls.CallAsync("GetShardIterator", body, cancellationToken);
        return answer.RootElement.GetProperty("ShardIterator").GetString()!;
    }
}
