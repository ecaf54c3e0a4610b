using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Hosting;

/// <summary>Creates a region's queues, tables and buckets through the services' own API. On servers that already run, what exists with the same settings is used as it is.</summary>
internal sealed class ResourceCreator(LocalCloud cloud, LocalHostOptions options)
{
    // A server may take a moment to make a table; ours does not.
    private const int MaxLooks = 120;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _notes = [];

    /// <summary>What existed already.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Creates everything and returns the stack with the streams' ARNs.</summary>
    public async Task<LocalStack> CreateAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        var sqs = new ServiceCalls(cloud.Service("sqs"), "sqs", stack.Region, cloud.Time);
        foreach (var queue in stack.Queues)
        {
            await CreateQueueAsync(sqs, queue, cancellationToken);
        }

        var dynamoDb = new ServiceCalls(cloud.Service("dynamodb"), "dynamodb", stack.Region, cloud.Time);
        var streamArns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in stack.Tables)
        {
            if (await CreateTableAsync(dynamoDb, table, cancellationToken) is { } streamArn)
            {
                streamArns[table.Name] = streamArn;
            }
        }

        var buckets = new BucketCreator(cloud.RestService("s3"), options, _notes);
        foreach (var bucket in stack.Buckets)
        {
            await buckets.CreateAsync(stack.Region, bucket, cancellationToken);
        }

        var parameters = new ParameterCreator(cloud.Service("ssm"), cloud.Time);
        foreach (var parameter in stack.StoredParameters)
        {
            await parameters.CreateAsync(stack.Region, parameter, cancellationToken);
        }

        return stack.WithStreamArns(streamArns);
    }

    private async Task CreateQueueAsync(ServiceCalls sqs, LocalQueue queue, CancellationToken cancellationToken)
    {
        var attributes = new JsonObject();
        foreach (var (name, value) in queue.Attributes)
        {
            attributes[name] = value;
        }

        var what = $"queue {queue.LogicalId} ({queue.Name})";
        try
        {
            using var answer = await CallAsync(sqs, "CreateQueue", new JsonObject { ["QueueName"] = queue.Name, ["Attributes"] = attributes }, what, cancellationToken);
        }
        catch (LocalHostException exception) when (options.SqsEndpoint is { } endpoint && exception.InnerException is ServiceCallException { Code: "QueueNameExists" or "QueueAlreadyExists" })
        {
            throw new LocalHostException(
                $"{what} in {sqs.Region} is on {endpoint} already, with other attributes. Delete it there (aws sqs delete-queue) or start the server anew.", exception);
        }

        // An existing queue with the same attributes is no error of SQS. What is in it will be worked off, and that should surprise nobody.
        if (options.SqsEndpoint is not null && await RemoteFigures.MessageCountAsync(sqs, queue.Url, cancellationToken) is > 0 and var count)
        {
            _notes.Add($"{what} in {sqs.Region} exists already and is used as it is: it holds {count} messages.");
        }
    }

    private async Task<string?> CreateTableAsync(ServiceCalls dynamoDb, LocalTable table, CancellationToken cancellationToken)
    {
        var what = $"table {table.LogicalId} ({table.Name})";
        JsonElement description;
        try
        {
            using var answer = await CallAsync(dynamoDb, "CreateTable", table.CreateTable, what, cancellationToken);
            description = answer.RootElement.GetProperty("TableDescription").Clone();
        }
        catch (LocalHostException exception) when (options.DynamoDbEndpoint is not null && exception.InnerException is ServiceCallException { Code: "ResourceInUseException" })
        {
            description = await ExistingAsync(dynamoDb, table, what, cancellationToken);
        }

        description = await ActiveAsync(dynamoDb, table, description, what, cancellationToken);
        if (table.TtlAttribute is { } ttl)
        {
            await EnableTtlAsync(dynamoDb, table, ttl, what, cancellationToken);
        }

        // Others may have no backups; nothing here needs them.
        if (table.RecoveryDays is { } days && options.DynamoDbEndpoint is null)
        {
            await EnableRecoveryAsync(dynamoDb, table, days, what, cancellationToken);
        }

        return description.TryGetProperty("LatestStreamArn", out var arn) ? arn.GetString() : null;
    }

    private async Task<JsonElement> ExistingAsync(ServiceCalls dynamoDb, LocalTable table, string what, CancellationToken cancellationToken)
    {
        var description = await DescribeAsync(dynamoDb, table, what, cancellationToken);
        var differences = TableDifferences.Between(table.CreateTable, description);
        if (differences.Count > 0)
        {
            throw new LocalHostException(
                $"{what} in {dynamoDb.Region} is on {options.DynamoDbEndpoint} already, with other settings: {string.Join("; ", differences)}. Delete it there (aws dynamodb delete-table) or start the server anew.");
        }

        var stream = table.StreamViewType is null ? "" : ", and its stream is read from its oldest record";
        _notes.Add($"{what} in {dynamoDb.Region} exists already and is used as it is: it holds {description.GetProperty("ItemCount").GetInt64()} items{stream}.");
        return description;
    }

    private async Task<JsonElement> ActiveAsync(ServiceCalls dynamoDb, LocalTable table, JsonElement description, string what, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            if (description.GetProperty("TableStatus").GetString() == "ACTIVE")
            {
                return description;
            }

            await Task.Delay(Look, cloud.Time, cancellationToken);
            description = await DescribeAsync(dynamoDb, table, what, cancellationToken);
        }

        throw new LocalHostException($"{what} in {dynamoDb.Region} did not become active within {(MaxLooks * Look).TotalSeconds:0} s.");
    }

    private async Task EnableTtlAsync(ServiceCalls dynamoDb, LocalTable table, string attribute, string what, CancellationToken cancellationToken)
    {
        if (options.DynamoDbEndpoint is not null)
        {
            // Enabling it again is an error.
            using var known = await CallAsync(dynamoDb, "DescribeTimeToLive", new JsonObject { ["TableName"] = table.Name }, what, cancellationToken);
            if (known.RootElement.TryGetProperty("TimeToLiveDescription", out var ttl) && ttl.TryGetProperty("AttributeName", out var name) && name.GetString() == attribute)
            {
                return;
            }
        }

        var body = new JsonObject
        {
            ["TableName"] = table.Name,
            ["TimeToLiveSpecification"] = new JsonObject { ["AttributeName"] = attribute, ["Enabled"] = true },
        };
        using var ignored = await CallAsync(dynamoDb, "UpdateTimeToLive", body, what, cancellationToken);
    }

    private static async Task EnableRecoveryAsync(ServiceCalls dynamoDb, LocalTable table, int days, string what, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["TableName"] = table.Name,
            ["PointInTimeRecoverySpecification"] = new JsonObject { ["PointInTimeRecoveryEnabled"] = true, ["RecoveryPeriodInDays"] = days },
        };
        using var ignored = await CallAsync(dynamoDb, "UpdateContinuousBackups", body, what, cancellationToken);
    }

    private static async Task<JsonElement> DescribeAsync(ServiceCalls dynamoDb, LocalTable table, string what, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(dynamoDb, "DescribeTable", new JsonObject { ["TableName"] = table.Name }, what, cancellationToken);
        return answer.RootElement.GetProperty("Table").Clone();
    }

    private static async Task<JsonDocument> CallAsync(ServiceCalls calls, string operation, JsonObject body, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.CallAsync(operation, body, cancellationToken);
        }
        catch (Exception exception) when (exception is ServiceCallException or HttpRequestException)
        {
            throw new LocalHostException($"{what} in {calls.Region} was refused by {operation}: {exception.Message}", exception);
        }
    }
}
