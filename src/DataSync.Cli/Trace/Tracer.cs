using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DataSync.Cli.Deployments;
using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Objects;

namespace DataSync.Cli.Trace;

/// <summary>Follows one item or object through all regions.</summary>
internal sealed class Tracer(Deployment deployment, TraceOptions options, TimeProvider time)
{
    /// <summary>The primary key of the table in sync, partition key first, from the first region that answers.</summary>
    public async Task<IReadOnlyList<KeyAttribute>> ReadSchemaAsync(CancellationToken cancellationToken)
    {
        var region = deployment.Reachable.First();
        var answer = await region.Clients.DynamoDb.DescribeTableAsync(new DescribeTableRequest { TableName = region.Settings.Table }, cancellationToken);
        var types = answer.Table.AttributeDefinitions.ToDictionary(a => a.AttributeName, a => a.AttributeType.Value, StringComparer.Ordinal);
        return [.. answer.Table.KeySchema.OrderBy(k => k.KeyType == Amazon.DynamoDBv2.KeyType.HASH ? 0 : 1).Select(k => new KeyAttribute(k.AttributeName, types[k.AttributeName]))];
    }

    /// <summary>Looks everywhere.</summary>
    public async Task<TraceReport> RunAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var regions = await Task.WhenAll(deployment.Regions.Select(r => new RegionTracer(r, key, time).ReadAsync(cancellationToken)));
        var searches = await Task.WhenAll(deployment.Reachable.SelectMany(r => Queues(r, ObjectKey.IsObject(key)).Select(q => SearchAsync(r, q.Name, q.Url, key, cancellationToken))));
        var messages = searches.SelectMany(s => s.Found).ToList();
        return new TraceReport(key.Entity, key.Json, regions, messages, [.. searches.Select(s => s.Searched)], TraceJudge.Of(regions, messages));
    }

    private IEnumerable<(string Name, string Url)> Queues(RegionStack region, bool isObject)
    {
        var urls = region.Settings.Queues;
        var queues = new List<(string, string)>
        {
            ("changes-dead-letters", urls.ChangesDeadLetters),
            ("parked-dead-letters", urls.ParkedDeadLetters),
            ("capture-dead-letters", urls.CaptureDeadLetters),
        };
        if (isObject)
        {
            queues.Add(("object-events-dead-letters", urls.ObjectEventDeadLetters));
        }

        if (options.SearchesLiveQueues)
        {
            queues.Add(("changes", urls.Changes));
            queues.Add(("parked", urls.Parked));
            if (isObject)
            {
                queues.Add(("object-events", urls.ObjectEvents));
            }
        }

        return queues;
    }

    private async Task<(QueueSearched Searched, IReadOnlyList<FoundMessage> Found)> SearchAsync(
        RegionStack region, string name, string url, ItemKey key, CancellationToken cancellationToken)
    {
        var names = new EntityNames(region.Settings.Entity, region.Settings.ObjectEntity);
        var found = new List<FoundMessage>();
        var search = new QueueSearch(region.Clients.Sqs(null), url, options.MaxMessages);
        var isDead = name.EndsWith("-dead-letters", StringComparison.Ordinal);
        try
        {
            await search.RunAsync(
                (id, body) => found.AddRange(MessageReading.Find(key, names, new FoundMessage(region.Name, name, id) { IsDeadLetter = isDead }, body)), cancellationToken);
            return (new QueueSearched(region.Name, name, search.Count, search.IsWhole, Error: null), found);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return (new QueueSearched(region.Name, name, search.Count, IsWhole: false, e.Message), found);
        }
    }
}
