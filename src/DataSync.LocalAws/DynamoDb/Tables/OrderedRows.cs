using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>A stored item. The item object is replaced on each write, never changed.</summary>
internal sealed class Row(ItemKey key, MapValue item)
{
    public ItemKey Key { get; } = key;

    public MapValue Item { get; set; } = item;
}

/// <summary>A place in the order of a table or index: by placement, partition key, sort key, and primary key for equal index keys. With an edge it stands before or after all places that share what it gives.</summary>
internal sealed record Position(ulong Placement, AttributeValue? Partition, AttributeValue? Sort, ItemKey? Primary, int Edge = 0, Row? Row = null);

/// <summary>Rows in order: the order of scans and queries, of a table or one of its indexes.</summary>
internal sealed class OrderedRows
{
    private readonly SortedSet<Position> _positions = new(Comparer<Position>.Create(Compare));

    public int Count => _positions.Count;

    public void Add(Position position) => _positions.Add(position);

    public void Remove(Position position) => _positions.Remove(position);

    /// <summary>Rows from <paramref name="low"/> to <paramref name="high"/>, both inclusive; the caller holds the table's lock while it reads.</summary>
    public IEnumerable<Row> Range(Position low, Position high, bool descending = false)
    {
        if (Compare(low, high) > 0 || _positions.Count == 0)
        {
            return [];
        }
        SortedSet<Position> view = _positions.GetViewBetween(low, high);
        return (descending ? view.Reverse() : view).Select(p => p.Row!);
    }

    private static int Compare(Position? x, Position? y)
    {
        int order = x!.Placement.CompareTo(y!.Placement);
        if (order != 0)
        {
            return order;
        }
        if (x.Partition is null || y.Partition is null)
        {
            return EdgeOrder(x, y, x.Partition is null, y.Partition is null);
        }
        order = AttributeValue.Compare(x.Partition, y.Partition);
        if (order != 0)
        {
            return order;
        }
        if (x.Sort is not null && y.Sort is not null)
        {
            order = AttributeValue.Compare(x.Sort, y.Sort);
        }
        else if (x.Sort is not null || y.Sort is not null)
        {
            return EdgeOrder(x, y, x.Sort is null, y.Sort is null);
        }
        if (order != 0)
        {
            return order;
        }
        return x.Primary is not null && y.Primary is not null && x.Edge == 0 && y.Edge == 0
            ? x.Primary.CompareTo(y.Primary)
            : EdgeOrder(x, y, x.Edge != 0, y.Edge != 0);
    }

    // The side that stops short lies on its edge's side of everything it is a prefix of.
    private static int EdgeOrder(Position x, Position y, bool xShort, bool yShort)
    {
        if (xShort && yShort)
        {
            return x.Edge.CompareTo(y.Edge);
        }
        return xShort ? x.Edge : -(yShort ? y.Edge : 0);
    }
}
