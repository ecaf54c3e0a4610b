using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Reads one page from a table or an index.</summary>
internal sealed class PageReader(Table table, TableIndex? index, ItemRequest request)
{
    private const int MaxHint = 64 * 1024;
    private ParsedExpression? _filter;
    private Binding? _filterBinding;
    private ParsedExpression? _projection;
    private Binding? _projectionBinding;

    public KeySchema Keys { get; } = index?.Keys ?? table.Keys;

    public ExpressionScope Scope { get; } = new(request.Names, request.Values);

    /// <summary>Binds filter and projection; the key condition was bound before.</summary>
    public void BindRest(ExpressionCache cache, bool isQuery)
    {
        if (request.FilterExpression is not null)
        {
            _filter = cache.Condition("FilterExpression", request.FilterExpression);
            _filterBinding = Scope.Bind(_filter);
            string? key = isQuery
                ? _filter.Condition!.Operands.OfType<PathOperand>().Select(p => p.Path.TopLevelName(_filterBinding)).FirstOrDefault(Keys.Contains)
                : null;
            if (key is not null)
            {
                throw DynamoDbError.Validation($"Filter Expression can only contain non-primary key attributes: Primary key attribute: {key}");
            }
        }
        (_projection, _projectionBinding) = PreparedRead.BindProjection(request, Scope, cache, isLast: true);
        if (_projection is not null && request.Select is not (null or "SPECIFIC_ATTRIBUTES"))
        {
            throw DynamoDbError.Validation($"Cannot specify the ProjectionExpression when choosing to get {request.Select}");
        }
        if (_projection is null && request.Select == "SPECIFIC_ATTRIBUTES")
        {
            throw DynamoDbError.Validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES");
        }
        if (request.Select == "ALL_ATTRIBUTES" && index is { IsGlobal: true, ProjectionType: not "ALL" })
        {
            throw DynamoDbError.Validation(
                $"One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index {index.Name} because its projection type is not ALL");
        }
        if (request.Select == "ALL_PROJECTED_ATTRIBUTES" && index is null)
        {
            throw DynamoDbError.Validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
        }
    }

    /// <summary>Where a page that ended at this key stopped.</summary>
    public Position StartPosition(MapValue start)
    {
        int expected = table.Keys.Attributes.Concat(index?.Keys.Attributes ?? []).Select(a => a.Name).Distinct().Count();
        try
        {
            ItemKey primary = table.Keys.FromItem(start);
            if (start.Count == expected && Keys.TryGet(start, out AttributeValue? partition, out AttributeValue? sort))
            {
                return new Position(ItemKey.Place(partition), partition, sort, primary);
            }
        }
        catch (DynamoDbError)
        {
            // Whatever is wrong with it, the answer is the one below.
        }
        throw DynamoDbError.Validation("The provided starting key is invalid: The provided key element does not match the schema");
    }

    public AwsResponse Run(Position low, Position high, int maxBytes)
    {
        var items = new List<MapValue>();
        int scanned = 0;
        int matched = 0;
        long bytes = 0;
        Row? last = null;
        ItemKey? start = request.ExclusiveStartKey is null ? null : (request.ScanIndexForward ? low : high).Primary;
        lock (table.Gate)
        {
            foreach (Row row in (index?.Rows ?? table.Ordered).Range(low, high, !request.ScanIndexForward))
            {
                if (start is not null && row.Key.Equals(start))
                {
                    continue;
                }
                MapValue item = index is null || (request.Select == "ALL_ATTRIBUTES" && !index.IsGlobal) ? row.Item : index.Project(row.Item, table.Keys);
                scanned++;
                bytes += item.ItemSizeBytes;
                if (_filter is null || _filter.Condition!.Evaluate(item, _filterBinding!))
                {
                    matched++;
                    AddItem(items, item);
                }
                if (scanned == request.Limit || bytes >= maxBytes)
                {
                    last = row;
                    break;
                }
            }
        }
        return Respond(items, matched, scanned, bytes, last);
    }

    private void AddItem(List<MapValue> items, MapValue item)
    {
        if (request.Select != "COUNT")
        {
            items.Add(_projection is null ? item : DocumentEditor.Project(item, _projection.Projection, _projectionBinding!));
        }
    }

    private AwsResponse Respond(List<MapValue> items, int matched, int scanned, long bytes, Row? last) =>
        new(200, ValueWriter.Render((Page: this, items, matched, scanned, bytes, last), (int)Math.Min(bytes, MaxHint) + 256, static (writer, state) =>
        {
            writer.WriteStartObject();
            if (state.Page.Request.Select != "COUNT")
            {
                writer.WriteStartArray("Items"u8);
                foreach (MapValue item in state.items)
                {
                    ValueWriter.WriteItem(writer, item);
                }
                writer.WriteEndArray();
            }
            writer.WriteNumber("Count"u8, state.matched);
            writer.WriteNumber("ScannedCount"u8, state.scanned);
            if (state.last is not null)
            {
                writer.WritePropertyName("LastEvaluatedKey"u8);
                ValueWriter.WriteItem(writer, state.Page.LastKey(state.last));
            }
            Capacity.Write(
                writer,
                state.Page.Request.ReturnConsumedCapacity,
                state.Page.Table,
                Capacity.ReadUnits(state.bytes, state.Page.Request.ConsistentRead));
            writer.WriteEndObject();
        }));

    private ItemRequest Request => request;

    private Table Table => table;

    private MapValue LastKey(Row row)
    {
        MapValue key = StreamJson.KeysOf(table.Keys, row.Key);
        foreach (KeyAttribute attribute in index?.Keys.Attributes ?? [])
        {
            key = key.With(attribute.Name, row.Item.Find(attribute.Name)!);
        }
        return key;
    }
}
