using DataSync.Aws.Control;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Cost;

/// <summary>What a deployment really did over a while, from CloudWatch, of all regions together.</summary>
internal sealed record StackTraffic
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string[] Handlers = ["CaptureItems", "CaptureObjects", "Apply"];

    /// <summary>How long it was looked at.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Writes and deletes of items that were captured where they were made.</summary>
    public double Items { get; init; }

    /// <summary>The same of objects.</summary>
    public double Objects { get; init; }

    /// <summary>Records that the service's own writes made.</summary>
    public double Echoes { get; init; }

    /// <summary>Invocations by handler.</summary>
    public IReadOnlyDictionary<string, double> Invocations { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Milliseconds that they took in all, by handler.</summary>
    public IReadOnlyDictionary<string, double> Milliseconds { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Size of the average item; null when no table tells.</summary>
    public double? ItemBytes { get; init; }

    /// <summary>GB of items in the largest table.</summary>
    public double StoredItemGb { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">A service refused.</exception>
    public static async Task<StackTraffic> ReadAsync(Deployment deployment, TimeSpan window, TimeProvider time, CancellationToken cancellationToken)
    {
        var regions = await Task.WhenAll(deployment.Reachable.Select(region => ReadAsync(region, window, time.GetUtcNow(), cancellationToken)));
        return new StackTraffic
        {
            Window = window,
            Items = regions.Sum(r => r.Items),
            Objects = regions.Sum(r => r.Objects),
            Echoes = regions.Sum(r => r.Echoes),
            Invocations = Handlers.ToDictionary(h => h, h => regions.Sum(r => r.Invocations[h]), StringComparer.Ordinal),
            Milliseconds = Handlers.ToDictionary(h => h, h => regions.Sum(r => r.Milliseconds[h]), StringComparer.Ordinal),
            ItemBytes = regions.Max(r => r.ItemBytes),
            StoredItemGb = regions.Max(r => r.StoredItemGb),
        };
    }

    /// <summary>Milliseconds of an average invocation; null when there was none.</summary>
    public double? MeanMs(string handler) => Invocations[handler] > 0 ? Milliseconds[handler] / Invocations[handler] : null;

    private static async Task<StackTraffic> ReadAsync(RegionStack region, TimeSpan window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Figures by the minute are kept for 15 days and make long answers; by the hour they are kept for 15 months.
        var period = window > TimeSpan.FromHours(3) ? Hour : Minute;
        MetricQuery Own(string name) => new(region.Settings.MetricsNamespace, name, "Sum", period, ("Region", region.Name));
        MetricQuery Of(string handler, string name) => new("AWS/Lambda", name, "Sum", period, ("FunctionName", region.FunctionName(handler)));
        List<MetricQuery> queries = [Own("Captured"), Own("ObjectsCaptured"), Own("Echoes")];
        queries.AddRange(Handlers.SelectMany(h => new[] { Of(h, "Invocations"), Of(h, "Duration") }));
        var end = new DateTimeOffset(now.Ticks - (now.Ticks % period.Ticks), TimeSpan.Zero) + period;
        var values = await region.Clients.CloudWatch.ReadAsync(queries, end - window, end, cancellationToken);
        double Sum(int query) => values[query].Sum(v => v.Value);
        var table = (await region.Clients.DynamoDb.DescribeTableAsync(region.Settings.Table, cancellationToken)).Table;
        var (bytes, count) = ((double)(table.TableSizeBytes ?? 0), (double)(table.ItemCount ?? 0));
        return new StackTraffic
        {
            Window = window,
            Items = Sum(0),
            Objects = Sum(1),
            Echoes = Sum(2),
            Invocations = Handlers.Select((h, i) => (h, Sum(3 + (2 * i)))).ToDictionary(p => p.h, p => p.Item2, StringComparer.Ordinal),
            Milliseconds = Handlers.Select((h, i) => (h, Sum(4 + (2 * i)))).ToDictionary(p => p.h, p => p.Item2, StringComparer.Ordinal),
            ItemBytes = count > 0 && bytes > 0 ? bytes / count : null,
            StoredItemGb = bytes / (1 << 30),
        };
    }
}
