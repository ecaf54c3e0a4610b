using System.Globalization;
using DataSync.Local;
using DataSync.Local.Faults;

namespace DataSync.Cli.Local;

/// <summary>What one region looks like at a moment.</summary>
internal sealed record RegionStatus(
    string Name, long Items, long Captured, long Applied, long Deferred, long Conflicts, int Changes, int Parked, int DeadLetters, double? LagP50Ms, double? LagP99Ms, string Faults)
{
    /// <summary>Objects in the synced bucket; null when there is none, or its S3 does not tell.</summary>
    public long? Objects { get; init; }

    /// <summary>Events of the bucket that wait.</summary>
    public int ObjectEvents { get; init; }

    /// <summary>From the figures as last refreshed.</summary>
    public static RegionStatus Of(LocalSession session, LocalRegion region)
    {
        var metrics = session.Metrics;
        var lag = session.Lag?.Arrivals(region.Name);
        return new RegionStatus(
            region.Name,
            session.Host.Figures.ItemCount(region.Name, region.Output("TableName")),
            metrics.Sum(region.Name, "Captured"),
            metrics.Sum(region.Name, "Applied"),
            metrics.Sum(region.Name, "Deferred"),
            metrics.Sum(region.Name, "Conflicts"),
            Total(session, region, "ChangesQueue"),
            Total(session, region, "ParkedQueue"),
            Total(session, region, "ChangesDeadLetterQueue") + Total(session, region, "ParkedDeadLetterQueue") + Total(session, region, "CaptureDeadLetterQueue") + IfAny(session, region, "ObjectEventsDeadLetterQueue"),
            lag?.Quantile(0.5),
            lag?.Quantile(0.99),
            FaultText(session.Host.Faults, region.Name))
        {
            Objects = LocalSession.Bucket(region) is { } bucket ? session.Host.Figures.ObjectCount(bucket.Name) : null,
            ObjectEvents = IfAny(session, region, "ObjectEventsQueue"),
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-16} items {Items}, captured {Captured}, applied {Applied}, deferred {Deferred}, conflicts {Conflicts}, changes {Changes}, parked {Parked}, dead letters {DeadLetters}, lag p50 {Ms(LagP50Ms)} p99 {Ms(LagP99Ms)}") + (Objects is null ? "" : $", objects {Objects}, object events {ObjectEvents}") + (Faults.Length == 0 ? "" : ", faults: " + Faults);

    /// <summary>Milliseconds for people.</summary>
    public static string Ms(double? value) => value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms") : "-";

    /// <summary>The faults that last, and how often each kind struck so far.</summary>
    private static string FaultText(RegionFaults faults, string region)
    {
        var active = faults.Active.Where(f => f.Region == region).Select(f => f.ToString());
        var struck = Enum.GetValues<FaultKind>().Select(k => (Kind: k, Count: faults.Count(region, k))).Where(k => k.Count > 0).Select(k => $"{k.Kind.ToString().ToLowerInvariant()} struck {k.Count}");
        return string.Join(", ", active.Concat(struck));
    }

    private static int IfAny(LocalSession session, LocalRegion region, string logicalId) =>
        region.Queue(logicalId) is null ? 0 : Total(session, region, logicalId);

    private static int Total(LocalSession session, LocalRegion region, string logicalId)
    {
        var queue = region.Queue(logicalId) ?? throw new LocalHostException($"The template has no queue {logicalId}.");
        return session.Host.Figures.MessageCount(queue.Arn);
    }
}
