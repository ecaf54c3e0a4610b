using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Restore;

/// <summary>A table beside the live one, as a point-in-time restore makes it: what it must be like, and what it holds.</summary>
internal sealed class RestoreSource
{
    private const int PageSize = 200;

    private readonly IAmazonDynamoDB _client;

    private RestoreSource(IAmazonDynamoDB client, string table, IReadOnlyList<string> keyNames)
    {
        _client = client;
        Table = table;
        KeyNames = keyNames;
    }

    /// <summary>Its name.</summary>
    public string Table { get; }

    /// <summary>Names of the key attributes, the partition key first.</summary>
    public IReadOnlyList<string> KeyNames { get; }

    /// <summary>Looks at both tables.</summary>
    /// <param name="client">Their region.</param>
    /// <param name="table">The source.</param>
    /// <param name="settings">The region's stack.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="OperatorException">Nothing may be put back from it: it is in sync itself, has other keys, or is not ready.</exception>
    public static async Task<RestoreSource> OpenAsync(IAmazonDynamoDB client, string table, StackSettings settings, CancellationToken cancellationToken)
    {
        if (table == settings.Table || table == settings.Ledger)
        {
            throw Wrong($"{table} is {(table == settings.Table ? "the table in sync itself" : "the ledger")}. --from-table is a copy beside it, such as a point-in-time restore makes.");
        }

        var live = await DescribeAsync(client, settings.Table, cancellationToken);
        var source = await DescribeAsync(client, table, cancellationToken);
        if (Words(source) != Words(live))
        {
            throw Wrong($"{table} has another key than {settings.Table}: {Words(source)} instead of {Words(live)}.");
        }

        if (source.StreamSpecification?.StreamEnabled == true)
        {
            throw Wrong($"{table} has a stream: it is in sync itself, or something else follows it. A table that a restore made has none.");
        }

        return source.TableStatus == TableStatus.ACTIVE
            ? new RestoreSource(client, table, [.. Keys(source).Select(k => k.AttributeName)])
            : throw Wrong($"{table} is {source.TableStatus}; wait until it is ACTIVE: aws dynamodb wait table-exists --table-name {table}");
    }

    /// <summary>Reads one part of the table, a page at a time.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused.</exception>
    public async IAsyncEnumerable<List<Dictionary<string, AttributeValue>>> ReadAsync(
        int segment, int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ScanRequest { TableName = Table, Segment = segment, TotalSegments = count, Limit = PageSize, ConsistentRead = true };
        do
        {
            var page = await _client.ScanAsync(request, cancellationToken);
            yield return page.Items ?? [];
            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private static async Task<TableDescription> DescribeAsync(IAmazonDynamoDB client, string table, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.DescribeTableAsync(table, cancellationToken)).Table;
        }
        catch (ResourceNotFoundException e)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"There is no table {table} in this region.", e);
        }
    }

    private static IEnumerable<KeySchemaElement> Keys(TableDescription table) => table.KeySchema.OrderBy(k => k.KeyType == KeyType.HASH ? 0 : 1);

    private static string Words(TableDescription table) => string.Join(
        ", ", Keys(table).Select(k => $"{k.AttributeName} ({table.AttributeDefinitions.First(a => a.AttributeName == k.AttributeName).AttributeType})"));

    private static OperatorException Wrong(string message) => new(ExitCodes.CannotStart, message);
}
