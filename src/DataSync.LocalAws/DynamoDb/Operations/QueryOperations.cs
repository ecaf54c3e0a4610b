using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>Query and Scan, page by page.</summary>
internal sealed class QueryOperations(ExpressionCache cache)
{
    /// <summary>A page ends when it has read this much.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    private const int MaxSegments = 1_000_000;

    public AwsResponse Query(RegionTables region, ReadOnlySpan<byte> body)
    {
        ItemRequest request = ItemRequest.Parse(body);
        PageReader page = Begin(region, request);
        if (request.KeyConditionExpression is null)
        {
            throw DynamoDbError.Validation("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        ParsedExpression parsed = cache.Condition("KeyConditionExpression", request.KeyConditionExpression);
        KeyCondition condition = KeyCondition.Create(parsed, page.Scope.Bind(parsed), page.Keys);
        page.BindRest(cache, isQuery: true);

        Position low = condition.Low;
        Position high = condition.High;
        if (request.ExclusiveStartKey is not null)
        {
            Position start = page.StartPosition(request.ExclusiveStartKey);
            if (!start.Partition!.ValueEquals(condition.Partition))
            {
                throw DynamoDbError.Validation("The provided starting key is outside query boundaries based on provided conditions");
            }
            (low, high) = request.ScanIndexForward ? (start, high) : (low, start);
        }
        return page.Run(low, high, MaxPageBytes);
    }

    public AwsResponse Scan(RegionTables region, ReadOnlySpan<byte> body)
    {
        ItemRequest request = ItemRequest.Parse(body);
        PageReader page = Begin(region, request);
        page.BindRest(cache, isQuery: false);
        (ulong first, ulong last) = SegmentRange(request);
        var low = new Position(first, null, null, null, -1);
        var high = new Position(last, null, null, null, 1);
        if (request.ExclusiveStartKey is not null)
        {
            low = page.StartPosition(request.ExclusiveStartKey);
            if (low.Placement < first || low.Placement > last)
            {
                throw DynamoDbError.Validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
                    + $"TotalSegments: {request.TotalSegments} Segment: {request.Segment}");
            }
        }
        return page.Run(low, high, MaxPageBytes);
    }

    private static PageReader Begin(RegionTables region, ItemRequest request)
    {
        Table table = region.Find(request.TableName);
        TableIndex? index = null;
        if (request.IndexName is not null)
        {
            index = table.FindIndex(request.IndexName) ?? throw DynamoDbError.Validation($"The table does not have the specified index: {request.IndexName}");
            if (index.IsGlobal && request.ConsistentRead)
            {
                throw DynamoDbError.Validation("Consistent reads are not supported on global secondary indexes");
            }
        }
        return new PageReader(table, index, request);
    }

    private static (ulong First, ulong Last) SegmentRange(ItemRequest request)
    {
        if (request.Segment is null && request.TotalSegments is null)
        {
            return (0, ulong.MaxValue);
        }
        if (request.Segment is not { } segment)
        {
            throw DynamoDbError.Validation("The Segment parameter is required but was not present in the request when parameter TotalSegments is present");
        }
        if (request.TotalSegments is not { } total)
        {
            throw DynamoDbError.Validation("The TotalSegments parameter is required but was not present in the request when Segment parameter is present");
        }
        if (total > MaxSegments)
        {
            throw DynamoDbError.Validation($"1 validation error detected: Value '{total}' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to {MaxSegments}");
        }
        if (segment >= total)
        {
            throw DynamoDbError.Validation($"The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: {segment} is not less than TotalSegments: {total}");
        }
        UInt128 space = (UInt128)ulong.MaxValue + 1;
        return ((ulong)(space * (uint)segment / (uint)total), (ulong)((space * ((uint)segment + 1) / (uint)total) - 1));
    }
}

/// <summary>Reads one page from a table or an index.</summary>
internal sealed class PageReader(Table table, TableIndex? index, ItemRequest request)
{
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

    private const int MaxHint = 64 * 1024;

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
