using DataSync.LocalAws.DynamoDb.Backups;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>A table: its items, indexes, TTL and stream. Everything mutable is read and written under <see cref="Gate"/>.</summary>
internal sealed class Table
{
    private readonly Dictionary<ItemKey, Row> _rows = [];
    private readonly OrderedRows _ordered = new();

    public required string Name { get; init; }

    public required string Region { get; init; }

    public required string Arn { get; init; }

    public required KeySchema Keys { get; init; }

    public required IReadOnlyList<KeyAttribute> AttributeDefinitions { get; set; }

    /// <summary>The list itself never changes; UpdateTable puts another in its place.</summary>
    public required IReadOnlyList<TableIndex> Indexes { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string Id { get; init; } = "";

    public string BillingMode { get; set; } = "PAY_PER_REQUEST";

    public long ReadCapacityUnits { get; set; }

    public long WriteCapacityUnits { get; set; }

    public bool DeletionProtection { get; set; }

    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public bool IsDeleted { get; set; }

    public long ItemCount => _rows.Count;

    public long SizeBytes { get; private set; }

    public TtlIndex? Ttl { get; private set; }

    /// <summary>The enabled stream, or null.</summary>
    public TableStream? Stream { get; set; }

    /// <summary>The newest stream, which stays readable after it was turned off.</summary>
    public TableStream? LatestStream { get; set; }

    /// <summary>What point-in-time recovery knows, or null while it is off.</summary>
    public TableHistory? History { get; set; }

    /// <summary>Where a restored table comes from; null for any other.</summary>
    public RestoreOrigin? Origin { get; set; }

    /// <summary>All items, in no order.</summary>
    public IEnumerable<KeyValuePair<ItemKey, MapValue>> Items => _rows.Select(r => KeyValuePair.Create(r.Key, r.Value.Item));

    public OrderedRows Ordered => _ordered;

    public TableIndex? FindIndex(string name) => Indexes.FirstOrDefault(i => i.Name == name);

    public MapValue? Find(ItemKey key) => _rows.TryGetValue(key, out Row? row) ? row.Item : null;

    /// <summary>Replaces an item (null: there is none) and writes the stream record. Returns false when nothing changed; throws when the table was deleted since the request found it.</summary>
    public bool Commit(ItemKey key, MapValue? next, DateTimeOffset now, bool byTtl)
    {
        if (IsDeleted)
        {
            throw DynamoDbError.NotFound();
        }
        _rows.TryGetValue(key, out Row? row);
        MapValue? old = row?.Item;
        if (old is null ? next is null : next is not null && old.ValueEquals(next))
        {
            return false;
        }

        row ??= new Row(key, next!);
        if (old is null)
        {
            _rows.Add(key, row);
            _ordered.Add(PositionOf(row));
        }
        else if (next is null)
        {
            _rows.Remove(key);
            _ordered.Remove(PositionOf(row));
        }
        foreach (TableIndex index in Indexes)
        {
            index.Update(row, old, next);
        }
        if (next is not null)
        {
            row.Item = next;
        }
        Ttl?.Update(key, old, next);
        SizeBytes += (next?.ItemSizeBytes ?? 0) - (old?.ItemSizeBytes ?? 0);
        History?.Add(key, old, now);
        Stream?.Append(key, old, next, now, byTtl);
        return true;
    }

    /// <summary>Changes the indexes; the one that is new takes in the items that fit it.</summary>
    public void ReplaceIndexes(IReadOnlyList<TableIndex> indexes, IReadOnlyList<KeyAttribute> definitions, TableIndex? added)
    {
        if (added is not null)
        {
            foreach (Row row in _rows.Values)
            {
                added.Update(row, null, row.Item);
            }
        }
        Indexes = indexes;
        AttributeDefinitions = definitions;
    }

    public void EnableTtl(string attributeName)
    {
        Ttl = new TtlIndex(attributeName);
        foreach (Row row in _rows.Values)
        {
            Ttl.Update(row.Key, null, row.Item);
        }
    }

    public void DisableTtl() => Ttl = null;

    private static Position PositionOf(Row row) => new(row.Key.Placement, row.Key.Partition, row.Key.Sort, row.Key, 0, row);
}
