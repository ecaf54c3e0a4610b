using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>A secondary index, kept up to date with every write (reads of ours are always consistent).</summary>
internal sealed class TableIndex(string name, KeySchema keys, bool isGlobal, string projectionType, string[] nonKeyAttributes)
{
    public string Name { get; } = name;

    public KeySchema Keys { get; } = keys;

    public bool IsGlobal { get; } = isGlobal;

    public string ProjectionType { get; } = projectionType;

    public string[] NonKeyAttributes { get; } = nonKeyAttributes;

    public OrderedRows Rows { get; } = new();

    public void Update(Row row, MapValue? old, MapValue? next)
    {
        Position? before = old is null ? null : PositionOf(old, row);
        Position? after = next is null ? null : PositionOf(next, row);
        bool same = before is not null && after is not null
            && before.Partition!.ValueEquals(after.Partition!)
            && (before.Sort is null || before.Sort.ValueEquals(after.Sort!));
        if (same)
        {
            return;
        }
        if (before is not null)
        {
            Rows.Remove(before);
        }
        if (after is not null)
        {
            Rows.Add(after);
        }
    }

    /// <summary>What the index holds of an item.</summary>
    public MapValue Project(MapValue item, KeySchema tableKeys)
    {
        if (ProjectionType == "ALL")
        {
            return item;
        }
        var names = new List<string>();
        var values = new List<AttributeValue>();
        for (int i = 0; i < item.Count; i++)
        {
            string attribute = item.Names[i];
            if (Keys.Contains(attribute) || tableKeys.Contains(attribute) || (ProjectionType == "INCLUDE" && NonKeyAttributes.Contains(attribute)))
            {
                names.Add(attribute);
                values.Add(item.Values[i]);
            }
        }
        return new MapValue([.. names], [.. values]);
    }

    private Position? PositionOf(MapValue item, Row row) => Keys.TryGet(item, out AttributeValue? partition, out AttributeValue? sort)
        ? new Position(ItemKey.Place(partition), partition, sort, row.Key, 0, row)
        : null;
}
