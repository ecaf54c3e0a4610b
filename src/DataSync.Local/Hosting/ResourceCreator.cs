using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Hosting;

/// <summary>Creates a region's queues and tables through the services' own API.</summary>
internal sealed class ResourceCreator(IAwsService sqs, IAwsService dynamoDb)
{
    /// <summary>Creates everything and returns the stack with the streams' ARNs.</summary>
    public async Task<LocalStack> CreateAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        foreach (var queue in stack.Queues)
        {
            await CreateQueueAsync(stack.Region, queue, cancellationToken);
        }

        var streamArns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in stack.Tables)
        {
            if (await CreateTableAsync(stack.Region, table, cancellationToken) is { } streamArn)
            {
                streamArns[table.Name] = streamArn;
            }
        }

        return stack.WithStreamArns(streamArns);
    }

    private async Task CreateQueueAsync(string region, LocalQueue queue, CancellationToken cancellationToken)
    {
        var attributes = new JsonObject();
        foreach (var (name, value) in queue.Attributes)
        {
            attributes[name] = value;
        }

        using var answer = await CallAsync(
            sqs, "sqs", region, "CreateQueue", new JsonObject { ["QueueName"] = queue.Name, ["Attributes"] = attributes }, $"queue {queue.LogicalId} ({queue.Name})", cancellationToken);
    }

    private async Task<string?> CreateTableAsync(string region, LocalTable table, CancellationToken cancellationToken)
    {
        var what = $"table {table.LogicalId} ({table.Name})";
        using var answer = await CallAsync(dynamoDb, "dynamodb", region, "CreateTable", table.CreateTable, what, cancellationToken);
        if (table.TtlAttribute is { } ttl)
        {
            var body = new JsonObject
            {
                ["TableName"] = table.Name,
                ["TimeToLiveSpecification"] = new JsonObject { ["AttributeName"] = ttl, ["Enabled"] = true },
            };
            using var ignored = await CallAsync(dynamoDb, "dynamodb", region, "UpdateTimeToLive", body, what, cancellationToken);
        }

        return answer.RootElement.GetProperty("TableDescription").TryGetProperty("LatestStreamArn", out var arn) ? arn.GetString() : null;
    }

    private static async Task<JsonDocument> CallAsync(
        IAwsService service, string name, string region, string operation, JsonObject body, string what, CancellationToken cancellationToken)
    {
        var response = await service.HandleAsync(new AwsRequest(name, region, operation, Encoding.UTF8.GetBytes(body.ToJsonString())), cancellationToken);
        return response.Status == 200
            ? JsonDocument.Parse(response.Body)
            : throw new LocalHostException($"{what} in {region} was refused by {operation}: {Encoding.UTF8.GetString(response.Body.Span)}");
    }
}
