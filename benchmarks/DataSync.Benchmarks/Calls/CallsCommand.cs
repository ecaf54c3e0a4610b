using System.CommandLine;
using System.Globalization;
using Amazon.DynamoDBv2.Model;
using DataSync.Benchmarks.Workload;
using DataSync.LocalAws;

namespace DataSync.Benchmarks.Calls;

/// <summary><c>calls</c>: storage and queue calls per change. Counted, so the figures are exact on any machine.</summary>
internal static class CallsCommand
{
    private const int ItemBytes = 1024;

    private sealed record Step(string Name, int Writes, Func<CountedRegion, Task> WriteAsync);

    private sealed record Result(int Writes, CallCounts Capture, CallCounts Apply, CallCounts Echo, int Messages, int Batches)
    {
        public static Result operator +(Result left, Result right) => new(
            left.Writes + right.Writes, left.Capture + right.Capture, left.Apply + right.Apply, left.Echo + right.Echo, left.Messages + right.Messages, left.Batches + right.Batches);
    }

    public static Command Create()
    {
        var command = new Command("calls", "Storage and queue calls per change, counted on the wire: two regions, the functions as they are deployed.");
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        // The functions look for credentials as on Lambda.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "local");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "local");
        await using var cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });
        using var origin = new CountedRegion(cloud, Batch.Origin);
        using var target = new CountedRegion(cloud, Batch.Target);
        await origin.CreateAsync();
        await target.CreateAsync();

        var table = new Markdown(
            "per write of the application", "origin: ledger writes", "ledger reads", "queue requests", "target: ledger and item reads", "writes", "echo: ledger reads", "item reads", "queue requests in all", "writes/message");
        foreach (var step in Steps())
        {
            Add(table, step.Name, await RunAsync(step, origin, target));
        }

        var single = new Result(0, new CallCounts(), new CallCounts(), new CallCounts(), 0, 0);
        for (var i = 0; i < 20; i++)
        {
            var index = 5000 + i;
            single += await RunAsync(new Step("", 1, r => PutAsync(r, index, revision: 0)), origin, target);
        }

        Add(table, "1 new item, each by itself", single);
        Console.WriteLine($"Two regions, items of {ItemBytes} B, batches of 1,000 stream records and 10 messages as in template.yaml. Requests sent, retries included:");
        Console.WriteLine();
        Console.Write(table);
        Console.WriteLine();
        Console.WriteLine("Queue requests in all: SendMessageBatch at the origin, and one ReceiveMessage and one DeleteMessageBatch of Lambda's for each batch of Apply.");
        return 0;
    }

    private static IEnumerable<Step> Steps()
    {
        yield return new Step("1,000 new items", 1000, r => PutAllAsync(r, 1000, revision: 0));
        yield return new Step("1,000 changed items", 1000, r => PutAllAsync(r, 1000, revision: 1));
        yield return new Step("100 items, 10 writes each", 1000, async r =>
        {
            for (var revision = 2; revision < 12; revision++)
            {
                await PutAllAsync(r, 100, revision);
            }
        });
        yield return new Step("1,000 deletes", 1000, async r =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await r.DynamoDb.DeleteItemAsync(CountedRegion.ItemsTable, new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { ["pk"] = new() { S = ItemText.Name(i) } });
            }
        });
    }

    private static async Task<Result> RunAsync(Step step, CountedRegion origin, CountedRegion target)
    {
        await step.WriteAsync(origin);
        var capture = await origin.CaptureAsync();
        var (apply, messages, batches) = await target.ApplyAsync();
        var echo = await target.CaptureAsync();
        return new Result(step.Writes, capture, apply, echo, messages, batches);
    }

    private static async Task PutAllAsync(CountedRegion region, int count, int revision)
    {
        for (var i = 0; i < count; i++)
        {
            await PutAsync(region, i, revision);
        }
    }

    private static async Task PutAsync(CountedRegion region, int index, int revision) =>
        await region.DynamoDb.PutItemAsync(CountedRegion.ItemsTable, ItemAttributes.Of(index, ItemBytes, revision));

    private static void Add(Markdown table, string name, Result result)
    {
        var queue = result.Capture.QueueSends + (2 * result.Batches);
        table.Add(
            name,
            Per(result.Capture.LedgerWrites, result),
            Per(result.Capture.LedgerReads + result.Capture.ItemReads, result),
            Per(result.Capture.QueueSends, result),
            Per(result.Apply.LedgerReads + result.Apply.ItemReads, result),
            Per(result.Apply.ItemWrites + result.Apply.LedgerWrites, result),
            Per(result.Echo.LedgerReads, result),
            Per(result.Echo.ItemReads, result),
            Per(queue, result),
            (result.Writes / (double)result.Messages).ToString("0.#", CultureInfo.InvariantCulture));
    }

    private static string Per(int calls, Result result) => (calls / (double)result.Writes).ToString("0.###", CultureInfo.InvariantCulture);
}
