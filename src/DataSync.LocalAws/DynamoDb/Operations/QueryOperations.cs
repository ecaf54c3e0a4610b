using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
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
