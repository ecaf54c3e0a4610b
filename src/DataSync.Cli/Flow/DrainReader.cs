using Amazon.Runtime;
using Amazon.SQS.Model;
using DataSync.Aws.Control;
using DataSync.Aws.Ledger;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Flow;

/// <summary>Looks at what is on its way out of a region.</summary>
internal sealed class DrainReader(Deployment deployment, RegionStack region, bool isToBeApplied, TimeProvider time)
{
    // CloudWatch is a minute or so behind, and has a value for each minute.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>One look.</summary>
    /// <exception cref="AmazonClientException">A service of the region itself refused or could not be reached.</exception>
    public async Task<DrainLook> LookAsync(CancellationToken cancellationToken)
    {
        await deployment.RetryAsync(cancellationToken);
        var urls = region.Settings.Queues;
        var hasObjects = region.Settings.HasObjects;
        var metrics = ReadMetricsAsync(cancellationToken);
        var targets = ReadTargetsAsync(cancellationToken);
        var holds = await new DynamoDbHolds(region.Clients.DynamoDb, region.Settings.Ledger).ReadAsync(cancellationToken);
        var (age, failures) = await metrics;
        return new DrainLook(region.Name)
        {
            Capture = await StateAsync(region, "CaptureItems", cancellationToken),
            ObjectCapture = hasObjects ? await StateAsync(region, "CaptureObjects", cancellationToken) : null,
            Forward = await StateAsync(region, "Forward", cancellationToken),
            IteratorAgeSeconds = age,
            CaptureFailures = failures,
            ObjectEvents = hasObjects ? await DepthAsync(region, urls.ObjectEvents, cancellationToken) : null,
            Parked = await DepthAsync(region, urls.Parked, cancellationToken),
            OnHold = [.. holds.Order(StringComparer.Ordinal)],
            Away = [.. Others.Where(r => r.Error is not null).Select(r => r.Name)],
            DeadLetters = await CountLettersAsync(cancellationToken),
            Targets = await targets,
        };
    }

    private IEnumerable<RegionStack> Others => deployment.Regions.Where(r => r != region);

    private async Task<(double? Age, double Failures)> ReadMetricsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var values = await region.Clients.CloudWatch.ReadAsync(
            [Query("IteratorAge", "Maximum"), Query("Errors", "Sum"), Query("Throttles", "Sum")], now - Window, now + Minute, cancellationToken);
        double? ageMs = values[0].Count == 0 ? null : values[0].MaxBy(v => v.At).Value;
        return (ageMs / 1000, values[1].Concat(values[2]).Sum(v => v.Value));
    }

    private MetricQuery Query(string name, string statistic) =>
        new("AWS/Lambda", name, statistic, Minute, ("FunctionName", region.FunctionName("CaptureItems")));

    private async Task<long> CountLettersAsync(CancellationToken cancellationToken)
    {
        var urls = region.Settings.Queues;
        string[] queues = [urls.CaptureDeadLetters, urls.ParkedDeadLetters, urls.ObjectEventDeadLetters];
        var counts = await Task.WhenAll(queues.Where(url => url.Length > 0).Select(url => DepthAsync(region, url, cancellationToken)));
        return counts.Sum();
    }

    private async Task<IReadOnlyList<DrainTarget>> ReadTargetsAsync(CancellationToken cancellationToken) =>
        isToBeApplied ? await Task.WhenAll(Others.Select(target => ReadTargetAsync(target, cancellationToken))) : [];

    private static async Task<DrainTarget> ReadTargetAsync(RegionStack target, CancellationToken cancellationToken)
    {
        if (target.Error is not null)
        {
            return new DrainTarget(target.Name, Changes: null, Apply: null);
        }

        try
        {
            return new DrainTarget(
                target.Name, await DepthAsync(target, target.Settings.Queues.Changes, cancellationToken), await StateAsync(target, "Apply", cancellationToken));
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return new DrainTarget(target.Name, Changes: null, Apply: null);
        }
    }

    private static async Task<string> StateAsync(RegionStack of, string handler, CancellationToken cancellationToken) =>
        (await MappingSwitch.FindAsync(of, handler, cancellationToken)).State;

    private static async Task<long> DepthAsync(RegionStack of, string url, CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest
        {
            QueueUrl = url,
            AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
        };
        var answer = await of.Clients.Sqs(null).GetQueueAttributesAsync(request, cancellationToken);
        return (long)answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible + answer.ApproximateNumberOfMessagesDelayed;
    }
}
