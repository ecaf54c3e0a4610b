using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>What a write does.</summary>
internal enum WriteKind
{
    Put,
    Update,
    Delete,
    ConditionCheck,
}

/// <summary>A write that was checked as far as it can be without its item: parsed, bound, key valid.</summary>
internal sealed class PreparedWrite
{
    /// <summary>400 KB.</summary>
    public const int MaxItemBytes = 400 * 1024;

    private readonly MapValue? _put;
    private readonly MapValue? _keyItem;
    private readonly ParsedExpression? _condition;
    private readonly Binding? _conditionBinding;

    private PreparedWrite(Table table, WriteKind kind, ItemRequest request, ExpressionCache cache)
    {
        Table = table;
        Kind = kind;
        ReturnOldOnFailure = request.ReturnValuesOnConditionCheckFailure == "ALL_OLD";
        if (kind == WriteKind.Put)
        {
            _put = request.Item ?? throw Missing("item");
            Key = table.Keys.FromItem(_put);
            CheckItem(_put, "Item size has exceeded the maximum allowed size");
        }
        else
        {
            _keyItem = request.Key ?? throw Missing("key");
            Key = table.Keys.FromKey(_keyItem);
        }

        var scope = new ExpressionScope(request.Names, request.Values);
        if (request.ConditionExpression is not null)
        {
            _condition = cache.Condition("ConditionExpression", request.ConditionExpression);
            _conditionBinding = scope.Bind(_condition);
        }
        else if (kind == WriteKind.ConditionCheck)
        {
            throw Missing("conditionExpression");
        }
        if (kind == WriteKind.Update && request.UpdateExpression is not null)
        {
            Update = cache.Update(request.UpdateExpression);
            UpdateBinding = scope.Bind(Update);
            CheckUpdatePaths(Update, UpdateBinding);
        }
        scope.RequireAllUsed();
    }

    public Table Table { get; }

    public WriteKind Kind { get; }

    public ItemKey Key { get; }

    public bool ReturnOldOnFailure { get; }

    public ParsedExpression? Update { get; }

    public Binding? UpdateBinding { get; }

    public static PreparedWrite Create(Table table, WriteKind kind, ItemRequest request, ExpressionCache cache) => new(table, kind, request, cache);

    /// <summary>Decides the write against the current item, under the table's lock. False: the condition does not hold.</summary>
    public bool TryEvaluate(MapValue? current, out MapValue? next)
    {
        next = current;
        if (_condition is not null && !_condition.Condition!.Evaluate(current ?? MapValue.Empty, _conditionBinding!))
        {
            return false;
        }
        switch (Kind)
        {
            case WriteKind.Put:
                next = _put;
                break;
            case WriteKind.Delete:
                next = null;
                break;
            case WriteKind.Update:
                next = Updated(current);
                break;
        }
        return true;
    }

    private MapValue Updated(MapValue? current)
    {
        // An update of a missing item creates it, with the key alone if the update adds nothing.
        MapValue start = current ?? _keyItem!;
        if (Update is null)
        {
            return start;
        }
        MapValue next = DocumentEditor.Apply(start, Update, UpdateBinding!);
        CheckItem(next, "Item size to update has exceeded the maximum allowed size");
        if (next.Depth > ValueReader.MaxDepth + 1)
        {
            throw DynamoDbError.Validation("Nesting Levels have exceeded supported limits");
        }
        return next;
    }

    private void CheckItem(MapValue item, string tooLarge)
    {
        if (item.ItemSizeBytes > MaxItemBytes)
        {
            throw DynamoDbError.Validation(tooLarge);
        }
        foreach (TableIndex index in Table.Indexes)
        {
            index.Keys.CheckIndexKeys(item, index.Name);
        }
    }

    private void CheckUpdatePaths(ParsedExpression update, Binding binding)
    {
        foreach (UpdateAction action in update.Updates)
        {
            string name = action.Path.TopLevelName(binding);
            if (Table.Keys.Contains(name))
            {
                throw DynamoDbError.Validation(
                    $"One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key");
            }
        }
        if (update.Updates.Length > 1)
        {
            DocumentPath.RequireDisjoint([.. update.Updates.Select(u => u.Path)], binding, "UpdateExpression");
        }
    }

    private static DynamoDbError Missing(string member) => DynamoDbError.Validation(
        $"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");
}
