using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Items;
using DataSync.Aws.Ledger;
using DataSync.Cli.Deployments;
using DataSync.Cli.Failover;
using DataSync.Cli.Trace;
using DataSync.Core.Apply;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Cli.Drill;

/// <summary>The deployment, as a drill sees it.</summary>
/// <param name="deployment">The stacks.</param>
/// <param name="schema">The table's key, partition key (a string) first.</param>
/// <param name="health">Asks by HTTP.</param>
/// <param name="url">Where users go; null for each region's own address.</param>
/// <param name="time">The clock.</param>
internal sealed class DrillSite(Deployment deployment, IReadOnlyList<KeyAttribute> schema, HealthReader health, Uri? url, TimeProvider time) : IDrillSite
{
    private const int BatchSize = 100;
    private const int DeletesAtOnce = 16;
    private const string SortText = "1";

    /// <inheritdoc/>
    public Task<HealthAnswer> CheckAsync(string region, CancellationToken cancellationToken) => health.ReadAsync(HealthUrl(region), cancellationToken);

    /// <inheritdoc/>
    public async Task<string> ServeAsync(string region, DrillItem item, CancellationToken cancellationToken)
    {
        // Whatever its front door says, a region that answers has the request; one that does not has not.
        var answer = await health.ReadAsync(url ?? new Uri(HealthUrl(region).AbsoluteUri + "/shallow"), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer.StatusCode is null || (url is not null && !answer.IsServing))
        {
            throw new HttpRequestException(answer.ToString());
        }

        var served = url is null ? region : answer.Region ?? throw new HttpRequestException($"{url} answers without x-datasync-region.");
        var stack = deployment.Region(served);
        var attributes = KeyOf(item);
        attributes["number"] = new AttributeValue { N = item.Number.ToString(CultureInfo.InvariantCulture) };
        attributes["sentAt"] = new AttributeValue { S = item.SentAt.ToString("O", CultureInfo.InvariantCulture) };
        attributes["servedBy"] = new AttributeValue { S = served };
        await stack.Clients.DynamoDb.PutItemAsync(stack.Settings.Table, attributes, cancellationToken);
        return served;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string region, IReadOnlyList<DrillItem> items, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(region);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var chunk in items.Chunk(BatchSize))
        {
            var wanted = new Dictionary<string, KeysAndAttributes>(StringComparer.Ordinal)
            {
                [stack.Settings.Table] = new KeysAndAttributes { Keys = [.. chunk.Select(KeyOf)], ConsistentRead = true },
            };
            while (wanted.Count > 0)
            {
                var page = await stack.Clients.DynamoDb.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = wanted }, cancellationToken);
                foreach (var item in page.Responses?.Values.SelectMany(v => v) ?? [])
                {
                    // One that is being deleted is gone for all purposes.
                    var stored = AttributeValues.ToItem(item, stack.Settings.StampAttribute);
                    if (stored.Stamp is not { Deleting: true })
                    {
                        found[item[schema[0].Name].S] = stored.Content.Digest.ToString();
                    }
                }

                wanted = page.UnprocessedKeys ?? [];
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<string?> VersionAsync(DrillItem item, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(item.Region);
        try
        {
            var key = TraceKey.OfItem(stack.Settings.Entity, schema, item.Key, schema.Count > 1 ? SortText : null);
            var row = await new DynamoDbLedger(stack.Clients.DynamoDb, stack.Settings.Ledger, TimeSpan.Zero, time).ReadAsync(key, cancellationToken);
            var stored = await new DynamoDbItemStore(stack.Clients.DynamoDb, stack.Settings.Table, stack.Settings.StampAttribute).ReadAsync(key, cancellationToken);
            return HeldVersion.Of(stored, row, isBaseline: false) is { } version && version != ItemVersion.Zero ? version.ToString() : null;
        }
        catch (Exception e) when (e is StoreException or OperatorException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<Backlog> ReadBacklogAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(deployment.Reachable.Select(async region =>
        {
            var urls = region.Settings.Queues;
            return new Backlog(
                await QueueCount.ReadAsync(region, urls.Changes, cancellationToken),
                await QueueCount.ReadAsync(region, urls.Parked, cancellationToken),
                region.Settings.HasObjects ? await QueueCount.ReadAsync(region, urls.ObjectEvents, cancellationToken) : 0);
        }));
        return new Backlog(all.Sum(b => b.Changes), all.Sum(b => b.Parked), all.Sum(b => b.Events));
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(IReadOnlyList<DrillItem> items, CancellationToken cancellationToken) => await Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce, CancellationToken = cancellationToken },
        async (item, token) =>
        {
            var stack = deployment.Region(item.Region);
            await stack.Clients.DynamoDb.DeleteItemAsync(stack.Settings.Table, KeyOf(item), token);
        });

    private Uri HealthUrl(string region) => deployment.Region(region).Settings.HealthUrl!;

    private Dictionary<string, AttributeValue> KeyOf(DrillItem item)
    {
        var key = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [schema[0].Name] = new AttributeValue { S = item.Key } };
        if (schema.Count > 1)
        {
            key[schema[1].Name] = schema[1].Type switch
            {
                "N" => new AttributeValue { N = SortText },
                "B" => new AttributeValue { B = new MemoryStream("1"u8.ToArray()) },
                _ => new AttributeValue { S = SortText },
            };
        }

        return key;
    }
}
