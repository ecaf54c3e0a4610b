using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Benchmarks.Workload;
using DataSync.Local.Faults;
using DataSync.Local.Templates;

namespace DataSync.Benchmarks.Local;

/// <summary>An application in one region, over HTTP with the SDK as any other.</summary>
internal sealed class Application : IDisposable
{
    private const string CounterName = "counter";

    private readonly AmazonDynamoDBClient _client;
    private readonly LocalTable _table;
    private readonly string _region;
    private readonly Dictionary<string, AttributeValue> _item;

    public Application(Uri endpoint, LocalTable table, string region, int itemBytes)
    {
        _client = new AmazonDynamoDBClient(
            new BasicAWSCredentials(RegionFaults.AccessKeyId(region), "local"),
            new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 3 });
        _table = table;
        _region = region;
        _item = ItemAttributes.Of(index: 0, itemBytes, revision: 0);
        _item.Remove("pk");
    }

    /// <summary>A plain table with the synced table's key, without stream or service: the floor.</summary>
    public Task CreatePlainTableAsync(string name) => _client.CreateTableAsync(new CreateTableRequest
    {
        TableName = name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [.. Keys().Select(k => new AttributeDefinition(k.Name, k.Type))],
        KeySchema = [.. Keys().Select((k, i) => new KeySchemaElement(k.Name, i == 0 ? KeyType.HASH : KeyType.RANGE))],
    });

    /// <summary>Puts an item of this region's own, with content that no other put has.</summary>
    public Task PutAsync(string tableName, int item, long number)
    {
        var attributes = new Dictionary<string, AttributeValue>(_item, StringComparer.Ordinal) { ["number"] = Number(number) };
        foreach (var (name, value) in Key($"{_region}#{item}"))
        {
            attributes[name] = value;
        }

        return _client.PutItemAsync(tableName, attributes);
    }

    /// <summary>Adds one to this region's counter.</summary>
    public Task IncrementAsync(string region) => _client.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = _table.Name,
        Key = Key($"{CounterName}#{region}"),
        UpdateExpression = "ADD #c :one",
        ExpressionAttributeNames = new Dictionary<string, string>(StringComparer.Ordinal) { ["#c"] = "count" },
        ExpressionAttributeValues = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":one"] = Number(1) },
    });

    /// <summary>What this region holds of a region's counter.</summary>
    public async Task<long> ReadCounterAsync(string region)
    {
        var response = await _client.GetItemAsync(new GetItemRequest { TableName = _table.Name, Key = Key($"{CounterName}#{region}"), ConsistentRead = true });
        return response.Item is { Count: > 0 } item ? long.Parse(item["count"].N, CultureInfo.InvariantCulture) : 0;
    }

    public void Dispose() => _client.Dispose();

    private IEnumerable<LocalKey> Keys() => _table.SortKey is { } sort ? [_table.PartitionKey, sort] : [_table.PartitionKey];

    private Dictionary<string, AttributeValue> Key(string text)
    {
        var key = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [_table.PartitionKey.Name] = new AttributeValue { S = text } };
        if (_table.SortKey is { } sort)
        {
            key[sort.Name] = sort.Type == "N" ? Number(1) : new AttributeValue { S = "1" };
        }

        return key;
    }

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
