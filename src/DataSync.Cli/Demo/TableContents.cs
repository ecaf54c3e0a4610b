using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Aws.Items;
using DataSync.Core.Items;
using DataSync.Local.Templates;

namespace DataSync.Cli.Demo;

/// <summary>All items of a region's table, without their stamps, by key.</summary>
internal static class TableContents
{
    public static async Task<SortedDictionary<string, ItemImage>> ReadAsync(Uri endpoint, LocalTable table, string region, string stampAttribute, CancellationToken cancellationToken)
    {
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = region });
        var contents = new SortedDictionary<string, ItemImage>(StringComparer.Ordinal);
        var request = new ScanRequest { TableName = table.Name, ConsistentRead = true };
        do
        {
            var page = await client.ScanAsync(request, cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                contents.Add(KeyText(item, table), AttributeValues.ToItem(item, stampAttribute).Content);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return contents;
    }

    private static string KeyText(Dictionary<string, AttributeValue> item, LocalTable table) =>
        string.Join('/', new[] { table.PartitionKey, table.SortKey }.OfType<LocalKey>().Select(k => item[k.Name].S ?? item[k.Name].N ?? Convert.ToBase64String(item[k.Name].B.ToArray())));
}
