using Amazon.S3.Model;
using Amazon.SQS.Model;
using DataSync.Aws.Control;
using DataSync.Aws.Ledger;
using DataSync.Cli.Deployments;
using DataSync.Core.Ports;

namespace DataSync.Cli.Status;

/// <summary>Reads one region's figures.</summary>
internal sealed class RegionReader(RegionStack region, IReadOnlyList<string> others, TimeProvider time)
{
    /// <summary>What lag and heartbeats are looked for in.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // More batches than this are told as this many: what matters is that there are some.
    private const int MaxFailures = 10_000;

    private static readonly string[] Percentiles = ["p50", "p95", "p99"];

    private sealed record Depths(long? Changes, long? ObjectEvents, long? Parked, IReadOnlyDictionary<string, long> DeadLetters);

    private sealed record Figures(MetricFigures Metrics, IReadOnlyList<OriginReport> Origins);

    /// <summary>Reads them side by side.</summary>
    /// <exception cref="Amazon.Runtime.AmazonClientException">A service refused or could not be reached.</exception>
    public async Task<RegionReport> ReadAsync(CancellationToken cancellationToken)
    {
        var depths = ReadDepthsAsync(cancellationToken);
        var mappings = ReadMappingsAsync(cancellationToken);
        var figures = ReadFiguresAsync(cancellationToken);
        var holds = ReadHoldsAsync(cancellationToken);
        await Task.WhenAll(depths, mappings, figures, holds);
        var (waiting, metrics) = (await depths, (await figures).Metrics);
        return new RegionReport(region.Name)
        {
            DeployedAt = region.Settings.DeployedAt,
            Origins = (await figures).Origins,
            ChangesWaiting = waiting.Changes,
            ObjectEventsWaiting = waiting.ObjectEvents,
            ParkedWaiting = waiting.Parked,
            DeadLetters = waiting.DeadLetters,
            OldestChangeSeconds = waiting.Changes == 0 ? 0 : metrics.Newest("changes-age"),
            OldestUnsentSeconds = OldestUnsent(waiting, metrics),
            IteratorAgeSeconds = (metrics.Newest("iterator") ?? 0) / 1000,
            CapturedPerMinute = metrics.LastMinute("captured") + metrics.LastMinute("objects-captured"),
            AppliedPerMinute = metrics.LastMinute("applied"),
            ConflictsLastHour = metrics.Sum("conflicts"),
            FunctionErrors = metrics.ByFunction("errors"),
            FunctionThrottles = metrics.ByFunction("throttles"),
            DroppedBatches = metrics.Sum("dropped"),
            Paused = [.. await mappings, .. await holds],
        };
    }

    // What is not yet in every other region's queue waits in one of three places; where nothing waits there is no age.
    private static double? OldestUnsent(Depths waiting, MetricFigures metrics)
    {
        var parked = waiting.Parked == 0 ? 0 : metrics.Newest("parked-age");
        var events = waiting.ObjectEvents is null or 0 ? 0 : metrics.Newest("events-age");
        return parked is null || events is null ? null : Math.Max(Math.Max(parked.Value, events.Value), (metrics.Newest("iterator") ?? 0) / 1000);
    }

    private async Task<Depths> ReadDepthsAsync(CancellationToken cancellationToken)
    {
        var urls = region.Settings.Queues;
        var letters = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["changes"] = await DepthAsync(urls.ChangesDeadLetters, cancellationToken),
            ["parked"] = await DepthAsync(urls.ParkedDeadLetters, cancellationToken),
            ["capture"] = await DepthAsync(urls.CaptureDeadLetters, cancellationToken),
        };
        if (region.Settings.HasObjects)
        {
            letters["object-events"] = await DepthAsync(urls.ObjectEventDeadLetters, cancellationToken);
        }

        if (region.Settings.FailureBucket is { Length: > 0 } bucket)
        {
            letters["failures"] = await CountFailuresAsync(bucket, cancellationToken);
        }

        return new Depths(
            await DepthAsync(urls.Changes, cancellationToken),
            region.Settings.HasObjects ? await DepthAsync(urls.ObjectEvents, cancellationToken) : null,
            await DepthAsync(urls.Parked, cancellationToken),
            letters);
    }

    private async Task<long> DepthAsync(string url, CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest
        {
            QueueUrl = url,
            AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
        };
        var answer = await region.Clients.Sqs(null).GetQueueAttributesAsync(request, cancellationToken);
        return (long)answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible + answer.ApproximateNumberOfMessagesDelayed;
    }

    private async Task<long> CountFailuresAsync(string bucket, CancellationToken cancellationToken)
    {
        var count = 0L;
        var request = new ListObjectsV2Request { BucketName = bucket };
        do
        {
            var page = await region.Clients.S3(null).ListObjectsV2Async(request, cancellationToken);
            count += page.S3Objects?.Count ?? 0;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null && count < MaxFailures);

        return count;
    }

    private async Task<IReadOnlyList<string>> ReadHoldsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var held = await new DynamoDbHolds(region.Clients.DynamoDb, region.Settings.Ledger).ReadAsync(cancellationToken);
            return [.. held.Order(StringComparer.Ordinal).Select(name => $"{name} is on hold here, what is written here waits for it (datasync resume {name} --from {region.Name})")];
        }
        catch (StoreException e)
        {
            return [$"nobody can tell whether a region is on hold here: {e.Message}"];
        }
    }

    private async Task<IReadOnlyList<string>> ReadMappingsAsync(CancellationToken cancellationToken)
    {
        var paused = new List<string>();
        foreach (var (handler, words) in PausedWords.All.Where(w => region.Settings.HasObjects || w.Handler != "CaptureObjects"))
        {
            var mappings = await region.Clients.Lambda.MappingsAsync(region.FunctionName(handler), cancellationToken);
            if (!mappings.Any(m => m.IsEnabled))
            {
                paused.Add(mappings.Count == 0 ? $"{words}: its event source mapping is gone" : $"{words} ({mappings[0].State.ToLowerInvariant()})");
            }
        }

        return paused;
    }

    private async Task<Figures> ReadFiguresAsync(CancellationToken cancellationToken)
    {
        var plan = new MetricPlan(region);
        var now = time.GetUtcNow();
        var byOrigin = others.SelectMany(origin => Percentiles.Select(p => plan.Of(origin, "ReplicationLag", p)).Append(plan.Of(origin, "Heartbeat", "Sum"))).ToList();
        var recent = plan.Recent();
        var results = await region.Clients.CloudWatch.ReadAsync([.. byOrigin, .. recent.Select(r => r.Query)], now - Window, now + Minute, cancellationToken);
        var hour = plan.Hour();
        var sums = await region.Clients.CloudWatch.ReadAsync([.. hour.Select(r => r.Query)], now - Hour, now + Minute, cancellationToken);
        var origins = others.Select((origin, i) => new OriginReport(
            origin, Newest(results[i * 4]), Newest(results[(i * 4) + 1]), Newest(results[(i * 4) + 2]), AgeOfNewest(results[(i * 4) + 3], now))).ToList();
        var named = recent.Select((r, i) => (r.Name, Values: results[byOrigin.Count + i])).Concat(hour.Select((r, i) => (r.Name, Values: sums[i])));
        return new Figures(new MetricFigures(named.ToDictionary(n => n.Name, n => n.Values, StringComparer.Ordinal), now), origins);
    }

    private static double? Newest(IReadOnlyList<MetricValue> values) => values.Count == 0 ? null : values.MaxBy(v => v.At).Value;

    private static double? AgeOfNewest(IReadOnlyList<MetricValue> values, DateTimeOffset now)
    {
        var beats = values.Where(v => v.Value > 0).ToList();
        return beats.Count == 0 ? null : Math.Max(0, (now - beats.Max(v => v.At) - Minute).TotalSeconds);
    }
}
