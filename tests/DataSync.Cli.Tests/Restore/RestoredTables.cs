using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Aws.Items;
using DataSync.Cli.Deployments;
using DataSync.Cli.Restore;
using DataSync.Core.Items;
using DataSync.LocalAws;
using RestoreSummary = DataSync.Cli.Restore.RestoreSummary;

namespace DataSync.Cli.Tests.Restore;

/// <summary>A live table and one that a restore made beside it, on local servers.</summary>
public sealed class RestoredTables : IAsyncDisposable
{
    public const string Live = "items";
    public const string Ledger = "ledger";
    public const string Source = "items-restored";

    /// <summary>A stamp as an item has it that the service wrote.</summary>
    public static readonly string Stamped = StampOf(isDeleting: false);

    /// <summary>The same of an item that is about to be deleted.</summary>
    public static readonly string Deleting = StampOf(isDeleting: true);

    private readonly LocalCloud _cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });

    private RestoredTables()
    {
    }

    public AmazonDynamoDBClient Client { get; private set; } = null!;

    internal static StackSettings Settings { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DATASYNC_TABLE"] = Live,
        ["DATASYNC_LEDGER"] = Ledger,
        ["DATASYNC_STAMP_ATTRIBUTE"] = Stamp.DefaultAttribute,
    });

    public static async Task<RestoredTables> CreateAsync(bool hasSortKey = false)
    {
        var tables = new RestoredTables();
        var endpoint = (await tables._cloud.ListenAsync()).Uri;
        tables.Client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"), new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        await tables.CreateTableAsync(Live, hasSortKey);
        await tables.CreateTableAsync(Source, hasSortKey);
        return tables;
    }

    public Task CreateTableAsync(string name, bool hasSortKey = false, bool hasStream = false, string type = "S") => Client.CreateTableAsync(new CreateTableRequest
    {
        TableName = name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        KeySchema = hasSortKey ? [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)] : [new("pk", KeyType.HASH)],
        AttributeDefinitions = hasSortKey ? [new("pk", new ScalarAttributeType(type)), new("sk", ScalarAttributeType.N)] : [new("pk", new ScalarAttributeType(type))],
        StreamSpecification = hasStream ? new StreamSpecification { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES } : null,
    });

    public Task PutAsync(string table, string pk, string text, string? stamp = null, int? sk = null)
    {
        var item = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["pk"] = new(pk), ["text"] = new(text) };
        if (stamp is not null)
        {
            item[Stamp.DefaultAttribute] = new AttributeValue(stamp);
        }

        if (sk is { } number)
        {
            item["sk"] = new AttributeValue { N = $"{number}" };
        }

        return Client.PutItemAsync(table, item);
    }

    /// <summary>What the live table holds: text by key, with the stamp behind it where there is one.</summary>
    public async Task<SortedDictionary<string, string>> LiveAsync()
    {
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var page in Client.Paginators.Scan(new ScanRequest { TableName = Live }).Responses)
        {
            foreach (var item in page.Items)
            {
                items.Add(item["pk"].S + (item.TryGetValue("sk", out var sk) ? "/" + sk.N : ""), item["text"].S + (item.TryGetValue(Stamp.DefaultAttribute, out var stamp) ? " " + stamp.S : ""));
            }
        }

        return items;
    }

    internal async Task<RestoreSummary> RestoreAsync(RestoreOptions? options = null, Core.Ports.IItemStore? live = null, CancellationToken cancellationToken = default)
    {
        var source = await RestoreSource.OpenAsync(Client, Source, Settings, default);
        var store = live ?? new DynamoDbItemStore(Client, Live, Stamp.DefaultAttribute);
        var fast = (options ?? new RestoreOptions()) with { RatePerSecond = null, ReadRatePerSecond = null };
        return await new ItemRestorer(source, store, Stamp.DefaultAttribute, fast, TimeProvider.System).RunAsync(progress: null, cancellationToken);
    }

    private static string StampOf(bool isDeleting)
    {
        Assert.True(Core.Versions.ItemVersion.TryParse("1764000000000-00000-us-east-1", out var version));
        return StoredItem.Stamped(StoredItem.Parse("""{"pk":{"S":"a"}}""").Content, version, isDeleting).Stamp!.Value.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _cloud.DisposeAsync();
    }
}
