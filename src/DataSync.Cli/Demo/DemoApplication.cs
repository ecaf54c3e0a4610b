using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Local.Faults;
using DataSync.Local.Templates;

namespace DataSync.Cli.Demo;

/// <summary>
/// An application in one region that knows nothing of the service: puts, updates, deletes and re-creations, items that
/// other regions write too, counters of its own, large items and every attribute type.
/// </summary>
internal sealed class DemoApplication : IDisposable
{
    private const int SharedItems = 40;
    private const int OwnItems = 400;
    private const int Counters = 3;
    private const int LargestItemBytes = 380 * 1024;
    private static readonly TimeSpan RetryWait = TimeSpan.FromMilliseconds(200);

    private readonly AmazonDynamoDBClient _client;
    private readonly LocalTable _table;
    private readonly string _region;
    private readonly Random _random;
    private readonly long[] _increments = new long[Counters];
    private int _number;

    public DemoApplication(Uri endpoint, LocalTable table, string region, int seed)
    {
        _client = new AmazonDynamoDBClient(
            new BasicAWSCredentials(RegionFaults.AccessKeyId(region), "local"),
            new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region, MaxErrorRetry = 3 });
        _table = table;
        _region = region;
        _random = new Random(seed);
    }

    /// <summary>Writes done so far.</summary>
    public long WriteCount { get; private set; }

    /// <summary>What this region's counters must hold in every region in the end.</summary>
    public IEnumerable<(string Key, long Value)> ExpectedCounters =>
        _increments.Select((value, i) => (CounterKey(i), value)).Where(c => c.value > 0);

    /// <summary>Reads what the region's counters hold before the first write: a table of a server that already runs may be of an earlier demo.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Counters; i++)
        {
            var found = await _client.GetItemAsync(new GetItemRequest { TableName = _table.Name, Key = Key(CounterKey(i)), ConsistentRead = true }, cancellationToken);
            _increments[i] = found.Item is { Count: > 0 } item ? long.Parse(item["count"].N, CultureInfo.InvariantCulture) : 0;
        }
    }

    /// <summary>Puts items that nobody else writes: each arrives in every other region.</summary>
    public async Task WarmUpAsync(int round, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await PutAsync(Key($"warm-up#{_region}#{round}#{i}"), cancellationToken);
        }
    }

    /// <summary>One write, chosen by the seed.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var dice = _random.NextDouble();
        var shared = Key($"shared#{_random.Next(SharedItems)}");
        var own = Key($"{_region}#{_random.Next(OwnItems)}");
        await (dice switch
        {
            < 0.30 => PutAsync(own, cancellationToken),
            < 0.45 => SetAsync(own, cancellationToken),
            < 0.60 => SetAsync(shared, cancellationToken),
            < 0.68 => PutAsync(shared, cancellationToken),
            < 0.75 => DeleteAsync(shared, cancellationToken),
            < 0.82 => DeleteAsync(own, cancellationToken),
            < 0.98 => IncrementAsync(_random.Next(Counters), cancellationToken),
            _ => PutLargeAsync(Key($"large#{_random.Next(8)}"), cancellationToken),
        });
        WriteCount++;
    }

    public void Dispose() => _client.Dispose();

    private string CounterKey(int counter) => $"counter#{_region}#{counter}";

    private async Task PutAsync(Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        item["number"] = Number(_number++);
        item["from"] = new AttributeValue { S = _region };
        item["text"] = new AttributeValue { S = $"\"{_random.Next()}\" \u00e9\u4e2d\ud83d\ude80 \u0001" };
        item["price"] = new AttributeValue { N = (_random.Next(100_000) / 100m).ToString(CultureInfo.InvariantCulture) };
        item["bytes"] = new AttributeValue { B = new MemoryStream(Bytes(_random.Next(64))) };
        item["flag"] = new AttributeValue { BOOL = _random.Next(2) == 0 };
        item["nothing"] = new AttributeValue { NULL = true };
        item["tags"] = new AttributeValue { SS = ["b", "a" + _random.Next(5)] };
        item["sizes"] = new AttributeValue { NS = ["1.5", _random.Next(2, 9).ToString(CultureInfo.InvariantCulture)] };
        item["list"] = new AttributeValue { L = [Number(_random.Next(9)), new AttributeValue { M = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["deep"] = new AttributeValue { L = [] } } }] };
        await PersistAsync(() => _client.PutItemAsync(_table.Name, item, cancellationToken), cancellationToken);
    }

    private async Task PutLargeAsync(Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        item["number"] = Number(_number++);
        item["payload"] = new AttributeValue { B = new MemoryStream(Bytes(_random.Next(20_000, LargestItemBytes))) };
        await PersistAsync(() => _client.PutItemAsync(_table.Name, item, cancellationToken), cancellationToken);
    }

    private Task SetAsync(Dictionary<string, AttributeValue> key, CancellationToken cancellationToken) => UpdateAsync(
        key, "SET #n = :n, #f = :f", new() { ["#n"] = "number", ["#f"] = "from" }, new() { [":n"] = Number(_number++), [":f"] = new AttributeValue { S = _region } }, cancellationToken);

    private async Task IncrementAsync(int counter, CancellationToken cancellationToken)
    {
        await UpdateAsync(Key(CounterKey(counter)), "ADD #c :one", new() { ["#c"] = "count" }, new() { [":one"] = Number(1) }, cancellationToken);
        _increments[counter]++;
    }

    private async Task DeleteAsync(Dictionary<string, AttributeValue> key, CancellationToken cancellationToken) =>
        await PersistAsync(() => _client.DeleteItemAsync(_table.Name, key, cancellationToken), cancellationToken);

    private async Task UpdateAsync(
        Dictionary<string, AttributeValue> key, string expression, Dictionary<string, string> names, Dictionary<string, AttributeValue> values, CancellationToken cancellationToken) =>
        await PersistAsync(
            () => _client.UpdateItemAsync(
                new UpdateItemRequest { TableName = _table.Name, Key = key, UpdateExpression = expression, ExpressionAttributeNames = names, ExpressionAttributeValues = values },
                cancellationToken),
            cancellationToken);

    // Until it is done. A fault strikes before the service does anything, and an application's answers are never lost: no increment is made twice.
    private static async Task PersistAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or HttpRequestException)
            {
                await Task.Delay(RetryWait, cancellationToken);
            }
        }
    }

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

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
