using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Hosting;

/// <summary>Figures asked for through the services' API, at most once a second: the servers have other things to do.</summary>
internal sealed class RemoteFigures(LocalCloud cloud, IReadOnlyList<LocalStack> stacks) : ICloudFigures
{
    private static readonly string[] Counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"];

    private readonly ConcurrentDictionary<(string Region, string Table), long> _items = new();
    private readonly ConcurrentDictionary<string, int> _messages = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Task _refresh = Task.CompletedTask;
    private long? _refreshedAt;

    public TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(1);

    public long ItemCount(string region, string tableName) => _items.GetValueOrDefault((region, tableName));

    public long? ObjectCount(string bucketName) => OwnBuckets.ObjectCount(cloud, bucketName);

    public int MessageCount(string queueArn) => _messages.TryGetValue(queueArn, out var count) ? count : throw new KeyNotFoundException($"There is no queue {queueArn}.");

    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        Task refresh;
        lock (_lock)
        {
            if (_refresh.IsCompleted && (_refreshedAt is not { } at || cloud.Time.GetElapsedTime(at) >= MaxAge))
            {
                _refresh = ReadAllAsync(cancellationToken);
            }

            refresh = _refresh;
        }

        try
        {
            await refresh;
        }
        catch (Exception exception) when (exception is HttpRequestException or ServiceCallException)
        {
            throw new LocalHostException($"A server that the regions run on no longer answers as it should: {exception.Message}", exception);
        }
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(stacks.Select(stack => ReadAsync(stack, cancellationToken)));
        _refreshedAt = cloud.Time.GetTimestamp();
    }

    private async Task ReadAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        var tables = new ServiceCalls(cloud.Service("dynamodb"), "dynamodb", stack.Region, cloud.Time);
        foreach (var table in stack.Tables)
        {
            using var answer = await tables.CallAsync("DescribeTable", new JsonObject { ["TableName"] = table.Name }, cancellationToken);
            _items[(stack.Region, table.Name)] = answer.RootElement.GetProperty("Table").GetProperty("ItemCount").GetInt64();
        }

        var queues = new ServiceCalls(cloud.Service("sqs"), "sqs", stack.Region, cloud.Time);
        foreach (var queue in stack.Queues)
        {
            _messages[queue.Arn] = await MessageCountAsync(queues, queue.Url, cancellationToken);
        }
    }

    internal static async Task<int> MessageCountAsync(ServiceCalls sqs, string queueUrl, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["QueueUrl"] = queueUrl, ["AttributeNames"] = new JsonArray([.. Counts.Select(name => JsonValue.Create(name))]) };
        using var answer = await sqs.CallAsync("GetQueueAttributes", body, cancellationToken);
        var attributes = answer.RootElement.GetProperty("Attributes");
        return Counts.Sum(name => attributes.TryGetProperty(name, out var value) ? int.Parse(value.GetString()!, CultureInfo.InvariantCulture) : 0);
    }
}
