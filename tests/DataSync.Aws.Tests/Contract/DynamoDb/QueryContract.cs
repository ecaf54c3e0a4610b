using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;
using static DataSync.Aws.Tests.Contract.DynamoDb.Attribute;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>Query, Scan, and secondary indexes.</summary>
public sealed class QueryContract : DynamoDbContract
{
    [ContractTheory]
    [InlineData("id = :id", "1,2,10,20")]
    [InlineData("id = :id AND sort = :two", "2")]
    [InlineData("id = :id AND sort < :ten", "1,2")]
    [InlineData("id = :id AND sort <= :ten", "1,2,10")]
    [InlineData("id = :id AND sort > :ten", "20")]
    [InlineData("sort >= :ten AND id = :id", "10,20")]
    [InlineData("id = :id AND sort BETWEEN :two AND :ten", "2,10")]
    public async Task Key_conditions_select_a_range_in_numeric_order(string condition, string sorts)
    {
        string table = await NumbersAsync();

        Assert.Equal(sorts, string.Join(',', await QueryAsync(table, condition)));
    }

    [ContractTheory]
    [InlineData("sort = :two", "Query condition missed key schema element: id")]
    [InlineData("id = :id AND nokey = :two", "Query condition missed key schema element: sort")]
    [InlineData("id = :id OR sort = :two", "Invalid operator used in KeyConditionExpression: OR")]
    [InlineData("id > :id", "Query key condition not supported")]
    public async Task A_wrong_key_condition_is_refused(string condition, string message)
    {
        string table = await NumbersAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => QueryAsync(table, condition));

        Assert.Equal(message, error.Message);
    }

    [ContractFact]
    public async Task Begins_with_works_both_ways_along_the_sort_key()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.S);
        foreach (string sort in new[] { "a", "ab", "abc", "ac", "b" })
        {
            await Target.Client.PutItemAsync(table, Item(("id", S("p")), ("sort", S(sort))));
        }
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "id = :id AND begins_with(sort, :ab)",
            ExpressionAttributeValues = Item((":id", S("p")), (":ab", S("ab"))),
        };

        var forward = await Target.Client.QueryAsync(request);
        request.ScanIndexForward = false;
        var backward = await Target.Client.QueryAsync(request);

        Assert.Equal(["ab", "abc"], forward.Items.Select(i => i["sort"].S));
        Assert.Equal(["abc", "ab"], backward.Items.Select(i => i["sort"].S));
    }

    [ContractTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_of_a_query_cover_everything_once(bool forward)
    {
        string table = await NumbersAsync();
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "id = :id",
            ExpressionAttributeValues = Item((":id", S("p"))),
            Limit = 3,
            ScanIndexForward = forward,
        };

        var first = await Target.Client.QueryAsync(request);
        request.ExclusiveStartKey = first.LastEvaluatedKey;
        var second = await Target.Client.QueryAsync(request);

        Assert.Equal(forward ? "1,2,10" : "20,10,2", string.Join(',', first.Items.Select(i => i["sort"].N)));
        Assert.Equal(forward ? "20" : "1", string.Join(',', second.Items.Select(i => i["sort"].N)));
        Assert.True(second.LastEvaluatedKey is null or { Count: 0 });
    }

    [ContractFact]
    public async Task A_filter_drops_items_after_they_were_counted_as_scanned()
    {
        string table = await NumbersAsync();
        var request = new QueryRequest
        {
            TableName = table,
            KeyConditionExpression = "id = :id",
            FilterExpression = "v > :v",
            ExpressionAttributeValues = Item((":id", S("p")), (":v", N("15"))),
        };

        var response = await Target.Client.QueryAsync(request);
        request.Select = Select.COUNT;
        var counted = await Target.Client.QueryAsync(request);
        request.FilterExpression = "sort > :v";
        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.QueryAsync(request));

        Assert.Equal((2, 4), (response.Count, response.ScannedCount));
        Assert.Equal((2, 4), (counted.Count, counted.ScannedCount));
        Assert.True(counted.Items is null or { Count: 0 });
        Assert.Equal("Filter Expression can only contain non-primary key attributes: Primary key attribute: sort", error.Message);
    }

    [ContractFact]
    public async Task A_page_ends_after_one_megabyte()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.N);
        for (int i = 0; i < 6; i++)
        {
            await Target.Client.PutItemAsync(table, Item(("id", S("p")), ("sort", N($"{i}")), ("data", S(new string('x', 300_000)))));
        }

        var first = await Target.Client.ScanAsync(new ScanRequest { TableName = table });
        var second = await Target.Client.ScanAsync(new ScanRequest { TableName = table, ExclusiveStartKey = first.LastEvaluatedKey });

        Assert.Equal(4, first.Count);
        Assert.Equal(2, second.Count);
    }

    [ContractFact]
    public async Task Segments_of_a_parallel_scan_share_the_table_without_overlap()
    {
        string table = await Target.CreateTableAsync();
        for (int i = 0; i < 60; i++)
        {
            await Target.Client.PutItemAsync(table, Item(("id", S($"item-{i}"))));
        }

        var seen = new List<string>();
        var sizes = new List<int>();
        for (int segment = 0; segment < 4; segment++)
        {
            int before = seen.Count;
            Dictionary<string, AttributeValue>? start = null;
            do
            {
                var page = await Target.Client.ScanAsync(new ScanRequest { TableName = table, Segment = segment, TotalSegments = 4, Limit = 7, ExclusiveStartKey = start });
                seen.AddRange(page.Items?.Select(i => i["id"].S) ?? []);
                start = page.LastEvaluatedKey is { Count: > 0 } ? page.LastEvaluatedKey : null;
            }
            while (start is not null);
            sizes.Add(seen.Count - before);
        }

        Assert.Equal(60, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(60, seen.Count);
        Assert.All(sizes, size => Assert.InRange(size, 5, 30));
    }

    [ContractTheory]
    [InlineData(0, null, "The TotalSegments parameter is required but was not present in the request when Segment parameter is present")]
    [InlineData(null, 4, "The Segment parameter is required but was not present in the request when parameter TotalSegments is present")]
    [InlineData(4, 4, "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4")]
    public async Task Segments_that_make_no_sense_are_refused(int? segment, int? total, string message)
    {
        string table = await Target.CreateTableAsync();

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => Target.Client.ScanAsync(new ScanRequest { TableName = table, Segment = segment, TotalSegments = total }));

        Assert.Equal(message, error.Message);
    }

    [ContractFact]
    public async Task A_global_index_follows_the_items_and_holds_what_it_projects()
    {
        string table = await IndexedAsync();
        await Target.Client.PutItemAsync(table, Item(("id", S("1")), ("kind", S("x")), ("rank", N("2")), ("note", S("n"))));
        await Target.Client.PutItemAsync(table, Item(("id", S("2")), ("kind", S("x")), ("rank", N("1")), ("note", S("n"))));
        await Target.Client.PutItemAsync(table, Item(("id", S("3")), ("note", S("not in the index"))));
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = "by-kind",
            KeyConditionExpression = "kind = :kind",
            ExpressionAttributeValues = Item((":kind", S("x"))),
        };

        var before = await Target.Client.QueryAsync(request);
        await Target.Client.PutItemAsync(table, Item(("id", S("2")), ("kind", S("y")), ("rank", N("1"))));
        var after = await Target.Client.QueryAsync(request);
        var scan = await Target.Client.ScanAsync(new ScanRequest { TableName = table, IndexName = "by-kind" });

        Assert.Equal(["2", "1"], before.Items.Select(i => i["id"].S));
        Assert.Equal(["id", "kind", "rank"], before.Items[0].Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["1"], after.Items.Select(i => i["id"].S));
        Assert.Equal(2, scan.Count);
    }

    [ContractFact]
    public async Task Pages_of_an_index_go_on_after_items_with_equal_keys()
    {
        string table = await IndexedAsync();
        for (int i = 0; i < 5; i++)
        {
            await Target.Client.PutItemAsync(table, Item(("id", S($"{i}")), ("kind", S("x")), ("rank", N("1"))));
        }

        var seen = new List<string>();
        Dictionary<string, AttributeValue>? start = null;
        do
        {
            var page = await Target.Client.QueryAsync(new QueryRequest
            {
                TableName = table,
                IndexName = "by-kind",
                KeyConditionExpression = "kind = :kind",
                ExpressionAttributeValues = Item((":kind", S("x"))),
                Limit = 2,
                ExclusiveStartKey = start,
            });
            seen.AddRange(page.Items?.Select(i => i["id"].S) ?? []);
            start = page.LastEvaluatedKey is { Count: > 0 } ? page.LastEvaluatedKey : null;
        }
        while (start is not null);

        Assert.Equal(["0", "1", "2", "3", "4"], seen.Order(StringComparer.Ordinal));
    }

    private async Task<string> NumbersAsync()
    {
        string table = await Target.CreateTableAsync(ScalarAttributeType.N);
        foreach (string n in new[] { "10", "2", "1", "20" })
        {
            await Target.Client.PutItemAsync(table, Item(("id", S("p")), ("sort", N(n)), ("v", N(n == "10" ? "16" : n))));
        }
        await Target.Client.PutItemAsync(table, Item(("id", S("q")), ("sort", N("5"))));
        return table;
    }

    private async Task<List<string>> QueryAsync(string table, string condition)
    {
        var values = Item((":id", S("p")), (":two", N("2")), (":ten", N("10")));
        foreach (string unused in values.Keys.Where(k => !condition.Contains(k, StringComparison.Ordinal)).ToList())
        {
            values.Remove(unused);
        }
        var response = await Target.Client.QueryAsync(new QueryRequest { TableName = table, KeyConditionExpression = condition, ExpressionAttributeValues = values });
        return [.. response.Items.Select(i => i["sort"].N)];
    }

    private async Task<string> IndexedAsync()
    {
        var request = DynamoDbTarget.NewTable(new("kind", ScalarAttributeType.S), new("rank", ScalarAttributeType.N));
        request.GlobalSecondaryIndexes =
        [
            new GlobalSecondaryIndex
            {
                IndexName = "by-kind",
                KeySchema = [new("kind", KeyType.HASH), new("rank", KeyType.RANGE)],
                Projection = new Projection { ProjectionType = ProjectionType.KEYS_ONLY },
            },
        ];
        return await Target.CreateTableAsync(request);
    }
}
