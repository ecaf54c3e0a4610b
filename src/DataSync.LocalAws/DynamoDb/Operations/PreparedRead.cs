using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>A read of one item, checked and bound.</summary>
internal sealed class PreparedRead
{
    private readonly ParsedExpression? _projection;
    private readonly Binding? _binding;

    private PreparedRead(Table table, MapValue key, ParsedExpression? projection, Binding? binding)
    {
        Table = table;
        Key = table.Keys.FromKey(key);
        _projection = projection;
        _binding = binding;
    }

    public Table Table { get; }

    public ItemKey Key { get; }

    public static PreparedRead Create(Table table, ItemRequest request, ExpressionCache cache)
    {
        MapValue key = request.Key ?? throw DynamoDbError.Validation(
            "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null");
        return CreateMany(table, [key], request, cache)[0];
    }

    /// <summary>Reads of several keys with one projection.</summary>
    public static List<PreparedRead> CreateMany(Table table, IEnumerable<MapValue> keys, ItemRequest request, ExpressionCache cache)
    {
        (ParsedExpression? projection, Binding? binding) = BindProjection(request, new ExpressionScope(request.Names, request.Values), cache, true);
        return [.. keys.Select(key => new PreparedRead(table, key, projection, binding))];
    }

    /// <param name="request">The request.</param>
    /// <param name="scope">Its names and values.</param>
    /// <param name="cache">Parsed expressions.</param>
    /// <param name="isLast">True when no other expression is bound after this one.</param>
    public static (ParsedExpression? Projection, Binding? Binding) BindProjection(ItemRequest request, ExpressionScope scope, ExpressionCache cache, bool isLast)
    {
        ParsedExpression? projection = null;
        Binding? binding = null;
        if (request.ProjectionExpression is not null)
        {
            projection = cache.Projection(request.ProjectionExpression);
            binding = scope.Bind(projection);
            DocumentPath.RequireDisjoint(projection.Projection, binding, "ProjectionExpression");
        }
        if (isLast)
        {
            scope.RequireAllUsed();
        }
        return (projection, binding);
    }

    /// <summary>The item, projected; its full size is what is paid for.</summary>
    public MapValue? Read(out int bytes)
    {
        MapValue? item;
        lock (Table.Gate)
        {
            item = Table.Find(Key);
        }
        bytes = item?.ItemSizeBytes ?? 0;
        return item is null || _projection is null ? item : DocumentEditor.Project(item, _projection.Projection, _binding!);
    }
}
