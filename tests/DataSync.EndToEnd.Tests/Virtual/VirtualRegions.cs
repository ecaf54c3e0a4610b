using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using DataSync.Local;
using DataSync.Local.Faults;
using DataSync.Local.Mappings;

namespace DataSync.EndToEnd.Tests.Virtual;

/// <summary>
/// Three regions on a time that can jump: services, mappings and, through libfaketime, the functions' processes all take it for the real one.
/// Days of an outage pass in minutes, with every poll, retry and visibility timeout that AWS would have run in them.
/// </summary>
public sealed class VirtualRegions : RunningRegions
{
    // Longer than any visibility timeout of the queues that functions read, and than the longest delay of a message.
    private static readonly TimeSpan LongStep = TimeSpan.FromMinutes(16);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan BreakerStep = TimeSpan.FromMilliseconds(500);
    private const int QuietLooks = 4;
    private const int MaxSteps = 60;

    private readonly JumpingTime _time = new();

    // True from a test's begin to its end, and on when it failed in between.
    private bool _isOpen;

    /// <summary>Null when these tests can run here; otherwise what is missing.</summary>
    public static string? Missing => RegionClocks.FindLibrary() is null ? "skipped: libfaketime is not installed" : null;

    /// <summary>The time of everything here.</summary>
    public TimeProvider Time => _time;

    public override Task InitializeAsync() => Missing is null ? base.InitializeAsync() : Task.CompletedTask;

    public override Task DisposeAsync() => Missing is null ? base.DisposeAsync() : Task.CompletedTask;

    /// <summary>
    /// Begins a test; skips it where it cannot run. What a test that failed left behind is cleared away first, so that it fails alone: faults, dead
    /// letters and items that differ between regions. After a test that passed nothing is, and whatever it left would be found by the next one.
    /// </summary>
    public async Task BeginAsync()
    {
        Skip.If(Missing is not null, Missing);
        if (_isOpen)
        {
            await ClearAsync();
        }

        _isOpen = true;
    }

    /// <summary>Ends a test: fails when a dead letter is left, and tells each one's reason and detail.</summary>
    public async Task EndAsync()
    {
        var left = new List<string>();
        foreach (var (region, queue) in DeadLetterQueues())
        {
            left.AddRange((await TakeAsync(region, queue)).Select(letter => $"{region} {queue} {Tell(letter)}"));
        }

        Assert.True(left.Count == 0, $"{left.Count} dead letters are left:\n{string.Join('\n', left)}");
        _isOpen = false;
    }

    /// <summary>Lets time pass in steps; after each everything that can be done is done.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan step)
    {
        for (var left = time; left > TimeSpan.Zero; left -= step)
        {
            await JumpAsync(left < step ? left : step);
            await SettleAsync();
        }
    }

    /// <summary>Lets time pass until the condition holds; fails when that takes more than half a day.</summary>
    public async Task PassUntilAsync(Func<Task<bool>> condition, string claim)
    {
        for (var i = 0; ; i++)
        {
            await SettleAsync();
            if (await condition())
            {
                return;
            }

            if (i == MaxSteps)
            {
                Assert.Fail($"In {MaxSteps * LongStep.TotalHours:0} hours it never came true that {claim}.\n{await StateAsync()}");
            }

            // A function that found a region away does not ask again for 15 seconds by the monotonic clock, and that one no library moves.
            if (Messages("ParkedQueue") > 0)
            {
                await Task.Delay(BreakerStep);
            }

            await JumpAsync(LongStep);
        }
    }

    /// <summary>Lets time pass until all regions hold the same items and nothing is under way; returns how many items that is.</summary>
    public async Task<int> ConvergeAsync()
    {
        var count = 0;
        await PassUntilAsync(
            async () =>
            {
                var contents = await Task.WhenAll(All.Select(ContentAsync));
                count = contents[0].Count;
                return Messages("ChangesQueue") + Messages("ParkedQueue") == 0 && contents.All(content => content.SequenceEqual(contents[0]));
            },
            "all regions hold the same and nothing is under way");
        return count;
    }

    /// <summary>Lets time pass until all buckets hold the same objects and nothing is under way; returns how many objects that is.</summary>
    public async Task<int> ConvergeObjectsAsync()
    {
        var count = 0;
        await PassUntilAsync(
            async () =>
            {
                var objects = await Task.WhenAll(All.Select(ObjectsAsync));
                count = objects[0].Count;
                return Messages("ChangesQueue") + Messages("ParkedQueue") + Messages("ObjectEventsQueue") == 0
                    && objects.All(held => held.SequenceEqual(objects[0]));
            },
            "all buckets hold the same and nothing is under way");
        return count;
    }

    /// <summary>Sends the dead letters of all regions back; returns how many.</summary>
    public async Task<int> RedriveAsync()
    {
        var redriven = 0;
        foreach (var region in All)
        {
            foreach (var queue in (string[])["changes", "parked", "capture", "object-events"])
            {
                var result = await Host.Region(region).Function("RedriveFunction")!.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(new { queue }));
                redriven += JsonDocument.Parse(result.Payload).RootElement.GetProperty("redriven").GetInt32();
            }
        }

        return redriven;
    }

    /// <summary>Adds one to the counter of an item.</summary>
    public Task IncrementAsync(string region, string pk) => DynamoDb(region).UpdateItemAsync(new UpdateItemRequest
    {
        TableName = Table,
        Key = KeyOf(pk),
        UpdateExpression = "ADD n :one",
        ExpressionAttributeValues = new() { [":one"] = new AttributeValue { N = "1" } },
    });

    /// <summary>Takes all dead letters out of a queue.</summary>
    public async Task<IReadOnlyList<JsonElement>> TakeAsync(string region, string logicalId)
    {
        using var sqs = Sqs(region);
        var url = QueueUrl(region, logicalId);
        var letters = new List<JsonElement>();
        while (await sqs.ReceiveMessageAsync(new Amazon.SQS.Model.ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, WaitTimeSeconds = 0 }) is { Messages: { Count: > 0 } messages })
        {
            foreach (var message in messages)
            {
                letters.Add(JsonDocument.Parse(message.Body).RootElement.Clone());
                await sqs.DeleteMessageAsync(url, message.ReceiptHandle);
            }
        }

        return letters;
    }

    /// <summary>All items of a region, without their stamps, in order.</summary>
    public async Task<SortedDictionary<string, string>> ContentAsync(string region)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var request = new ScanRequest { TableName = Table, ConsistentRead = true };
        do
        {
            var page = await DynamoDb(region).ScanAsync(request);
            foreach (var item in page.Items ?? [])
            {
                content.Add(item["pk"].S, string.Join(',', item.Where(a => a.Key != "_sync").OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value.S ?? a.Value.N}")));
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
        return content;
    }

    protected override LocalHostOptions Options() => base.Options() with { Time = _time, ClockControl = ClockControl.AtOnce };

    private IEnumerable<IEventSourceMapping> Mappings => Host.Regions.SelectMany(region => region.Mappings);

    private int Messages(string queue) => Host.Regions.Sum(region =>
    {
        var depth = Host.Cloud.Sqs.Depth(region.Queue(queue)!.Arn);
        return depth.Visible + depth.InFlight + depth.Delayed;
    });

    // No invocation lives through a jump: it would seem to run for longer than its timeout.
    private Task JumpAsync(TimeSpan time) => Host.WhileIdleAsync(() =>
    {
        _time.Jump(time);
        Host.Clocks.Apply();
    });

    private static IEnumerable<(string Region, string Queue)> DeadLetterQueues() =>
        All.SelectMany(region => ((string[])["ChangesDeadLetterQueue", "ParkedDeadLetterQueue", "CaptureDeadLetterQueue", "ObjectEventsDeadLetterQueue"]).Select(queue => (region, queue)));

    // A letter without a reason is a message that the queue itself put aside.
    private static string Tell(JsonElement letter) => letter.TryGetProperty("reason", out var reason)
        ? $"{reason} after {letter.GetProperty("attempts")} attempts: {letter.GetProperty("detail")}"
        : letter.GetRawText();

    // Deleted wherever it is, with a new version each time: the regions agree on that whatever they could not agree on before.
    private async Task ClearAsync()
    {
        foreach (var region in All)
        {
            Host.Faults.Heal(region);
        }

        await SettleAsync();
        var contents = await Task.WhenAll(All.Select(ContentAsync));
        foreach (var pk in Differing(contents))
        {
            for (var i = 0; i < All.Count; i++)
            {
                if (contents[i].ContainsKey(pk))
                {
                    await DeleteAsync(All[i], pk);
                }
            }
        }

        // Only now is nothing under way that could become a letter.
        await ConvergeAsync();
        foreach (var (region, queue) in DeadLetterQueues())
        {
            await TakeAsync(region, queue);
        }
    }

    private static IEnumerable<string> Differing(IReadOnlyList<SortedDictionary<string, string>> contents) =>
        contents.SelectMany(content => content.Keys).Distinct().Where(pk => contents.Select(content => content.GetValueOrDefault(pk)).Distinct().Count() > 1);

    private async Task<string> StateAsync()
    {
        var text = new System.Text.StringBuilder();
        foreach (var (region, queue) in DeadLetterQueues())
        {
            foreach (var letter in await PeekAsync(region, queue))
            {
                text.AppendLine($"{region} {queue} {Tell(letter)}");
            }
        }

        foreach (var region in Host.Regions)
        {
            foreach (var queue in region.Stack.Queues)
            {
                text.AppendLine($"{region.Name} {queue.LogicalId} {Host.Cloud.Sqs.Depth(queue.Arn)}");
            }

            foreach (var mapping in region.Mappings)
            {
                text.AppendLine($"{region.Name} {mapping.Settings.LogicalId} {mapping.State} {mapping.StopReason} {mapping.Counts}");
            }
        }

        var contents = await Task.WhenAll(All.Select(ContentAsync));
        foreach (var key in Differing(contents).Take(10))
        {
            text.AppendLine($"{key}: {string.Join(" | ", contents.Select(content => content.GetValueOrDefault(key) ?? "none"))}");
        }

        return text.Append("The functions' last complaints:\n").AppendJoin('\n', Lines.Where(line => !line.Contains("\"_aws\"", StringComparison.Ordinal)).TakeLast(20)).ToString();
    }

    // Quiet is when no invocation runs and no message waits to be read, a few looks on end; what waits for its time is left.
    private async Task SettleAsync()
    {
        for (var quiet = 0; quiet < QuietLooks; quiet++)
        {
            var isBusy = Mappings.Any(mapping => mapping.Counts.InFlight > 0)
                || Host.Regions.Any(region => new[] { "ChangesQueue", "ParkedQueue" }.Any(id => Host.Cloud.Sqs.Depth(region.Queue(id)!.Arn).Visible > 0));
            quiet = isBusy ? -1 : quiet;
            await Task.Delay(Look);
        }
    }
}
