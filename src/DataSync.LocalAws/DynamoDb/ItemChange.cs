using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb;

/// <summary>A write that changed an item, for whoever watches the tables.</summary>
public sealed class ItemChange
{
    private readonly MapValue? _old;
    private readonly MapValue? _new;

    internal ItemChange(string region, string tableName, DateTimeOffset at, MapValue? old, MapValue? next)
    {
        Region = region;
        TableName = tableName;
        At = at;
        _old = old;
        _new = next;
    }

    public string Region { get; }

    public string TableName { get; }

    /// <summary>When the write happened, exact.</summary>
    public DateTimeOffset At { get; }

    public bool IsInsert => _old is null;

    public bool IsRemove => _new is null;

    /// <summary>The item before as DynamoDB JSON, or null when it did not exist. Rendered on each call.</summary>
    public ReadOnlyMemory<byte>? OldItem() => Render(_old);

    /// <summary>The item after as DynamoDB JSON, or null when it was removed. Rendered on each call.</summary>
    public ReadOnlyMemory<byte>? NewItem() => Render(_new);

    // Spelled out: in a conditional expression null would become an empty memory, which is not the same as none.
    private static ReadOnlyMemory<byte>? Render(MapValue? item)
    {
        if (item is null)
        {
            return null;
        }

        return ValueWriter.Render(item);
    }
}
