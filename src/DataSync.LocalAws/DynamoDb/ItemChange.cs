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
    public ReadOnlyMemory<byte>? OldItem() => _old is null ? null : ValueWriter.Render(_old);

    /// <summary>The item after as DynamoDB JSON, or null when it was removed. Rendered on each call.</summary>
    public ReadOnlyMemory<byte>? NewItem() => _new is null ? null : ValueWriter.Render(_new);
}
