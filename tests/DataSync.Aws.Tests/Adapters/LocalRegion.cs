using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Aws.Clients;
using DataSync.Aws.Items;
using DataSync.Aws.Ledger;
using DataSync.Aws.Tests.Support;
using DataSync.Core.Items;
using DataSync.LocalAws;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>One region with an empty table and ledger, over the wire protocol but without sockets.</summary>
public sealed class LocalRegion : IAsyncDisposable
{
    public const string Region = "eu-west-1";
    public const string Table = "items";
    public const string LedgerTable = "ledger";

    private LocalRegion(LocalCloud cloud, AwsClients clients, FakeTimeProvider time)
    {
        Cloud = cloud;
        Clients = clients;
        Time = time;
        Items = new DynamoDbItemStore(clients.DynamoDb, Table, Stamp.DefaultAttribute);
        Ledger = new DynamoDbLedger(clients.DynamoDb, LedgerTable, TimeSpan.FromDays(90), time);
    }

    public LocalCloud Cloud { get; }

    public AwsClients Clients { get; }

    public FakeTimeProvider Time { get; }

    public DynamoDbItemStore Items { get; }

    public DynamoDbLedger Ledger { get; }

    public static async Task<LocalRegion> CreateAsync(bool withSortKey = false, LocalAws.Protocol.IFaultInjector? faults = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var cloud = LocalCloud.Create(new LocalCloudOptions { Time = time, Faults = faults });
        var clients = new AwsClients(Region, TimeSpan.FromSeconds(2), new HandlerClientFactory(cloud.CreateHandler()), new BasicAWSCredentials("test", "test"));
        await CreateTableAsync(clients, Table, withSortKey ? [("pk", "S"), ("sk", "N")] : [("pk", "S")]);
        await CreateTableAsync(clients, LedgerTable, [("item", "S")]);
        return new LocalRegion(cloud, clients, time);
    }

    public static ItemKey Key(string pk) => new("items", $$$"""{"pk":{"S":"{{{pk}}}"}}""");

    public static ItemImage Image(string json) => StoredItem.Parse(json).Content;

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        await Cloud.DisposeAsync();
    }

    private static Task CreateTableAsync(AwsClients clients, string name, (string Name, string Type)[] keys) => clients.DynamoDb.CreateTableAsync(new CreateTableRequest
    {
        TableName = name,
        BillingMode = Amazon.DynamoDBv2.BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [.. keys.Select(k => new AttributeDefinition(k.Name, k.Type))],
        KeySchema = [.. keys.Select((k, i) => new KeySchemaElement(k.Name, i == 0 ? Amazon.DynamoDBv2.KeyType.HASH : Amazon.DynamoDBv2.KeyType.RANGE))],
    });
}
