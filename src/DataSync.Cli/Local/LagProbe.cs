using System.Collections.Concurrent;
using System.Text.Json;
using DataSync.Core.Capture;
using DataSync.Core.Items;
using DataSync.Local.Templates;
using DataSync.LocalAws.DynamoDb;

namespace DataSync.Cli.Local;

/// <summary>
/// Measures replication lag from outside: from the moment an application's write is in one region's table to the moment
/// the same content is in another's. Exact, where the service's own metric is rounded to the stream's second.
/// </summary>
internal sealed class LagProbe : IDisposable
{
    // Coalesced and superseded writes never arrive; what is older than this is forgotten.
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(2);
    private const int Window = 20_000;

    private readonly DynamoDbService _dynamoDb;
    private readonly LocalTable _table;
    private readonly string _stampAttribute;
    private readonly ConcurrentDictionary<(string Key, Digest? Content), Written> _written = new();
    private readonly ConcurrentDictionary<string, LagSamples> _samples = new(StringComparer.Ordinal);
    private long _changes;

    private readonly record struct Written(string Region, DateTimeOffset At);

    public LagProbe(DynamoDbService dynamoDb, LocalTable table, string stampAttribute)
    {
        _dynamoDb = dynamoDb;
        _table = table;
        _stampAttribute = stampAttribute;
        _dynamoDb.Changed += Observe;
    }

    /// <summary>Lags of changes that arrived in the region, of late.</summary>
    public LagSamples Arrivals(string region) => _samples.GetOrAdd(region, _ => new LagSamples(Window));

    /// <summary>Forgets the lags so far.</summary>
    public void Reset() => _samples.Clear();

    public void Dispose() => _dynamoDb.Changed -= Observe;

    private void Observe(ItemChange change)
    {
        if (change.TableName != _table.Name)
        {
            return;
        }

        var (oldJson, newJson) = (change.OldItem(), change.NewItem());
        var old = Parse(oldJson);
        var @new = Parse(newJson);
        var key = (KeyOf((newJson ?? oldJson)!.Value), @new?.Content.Digest);
        if (EchoRule.EchoVersion(old, @new) is null)
        {
            _written[key] = new Written(change.Region, change.At);
            if (Interlocked.Increment(ref _changes) % 4096 == 0)
            {
                ForgetBefore(change.At - Forget);
            }
        }
        else if (@new?.Stamp is not { Deleting: true } && _written.TryGetValue(key, out var written) && written.Region != change.Region)
        {
            Arrivals(change.Region).Add(change.At - written.At);
        }
    }

    private string KeyOf(ReadOnlyMemory<byte> item)
    {
        using var document = JsonDocument.Parse(item, new JsonDocumentOptions { MaxDepth = CanonicalJson.MaxJsonDepth });
        var partition = document.RootElement.GetProperty(_table.PartitionKey.Name).GetRawText();
        return _table.SortKey is { } sort ? partition + document.RootElement.GetProperty(sort.Name).GetRawText() : partition;
    }

    private StoredItem? Parse(ReadOnlyMemory<byte>? json) =>
        json is { } bytes ? StoredItem.Parse(bytes.Span, _stampAttribute, new CanonicalJson()) : null;

    private void ForgetBefore(DateTimeOffset limit)
    {
        foreach (var old in _written.Where(w => w.Value.At < limit))
        {
            _written.TryRemove(old);
        }
    }
}
