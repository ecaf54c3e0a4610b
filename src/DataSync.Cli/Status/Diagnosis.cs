using System.Globalization;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Status;

/// <summary>Says in words what is wrong. The limits are those of the template's alarms, so that both say the same.</summary>
internal static class Diagnosis
{
    private const double OldestMessageSeconds = 300;
    private const double ParkedAgeSeconds = 900;
    private const double LagMs = 30_000;
    private const double IteratorAgeSeconds = 60;

    // Half of what a stream keeps: from here on it is urgent.
    private const double IteratorCliffSeconds = 12 * 3600;
    private const double HeartbeatSeconds = 300;

    // A stack's first heartbeats take a minute, and the alarm takes five.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, (string Words, string Section)> Letters = new(StringComparer.Ordinal)
    {
        ["changes"] = ("changes of other regions were given up on here", "changes-dead-letters"),
        ["parked"] = ("envelopes for other regions were given up on", "parked-dead-letters"),
        ["capture"] = ("local writes could not be sent to the other regions", "capture-dead-letters"),
        ["object-events"] = ("events of the bucket were given up on", "object-events-dead-letters"),
        ["failures"] = ("batches of local writes are in the failure bucket", "capture-failures"),
    };

    /// <summary>What the figures say.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<RegionReport> reports, DateTimeOffset now) => reports.SelectMany(r => Of(r, now));

    /// <summary>What the regions' settings say about each other.</summary>
    public static IEnumerable<Finding> OfSettings(IReadOnlyDictionary<string, StackSettings> settings) =>
    [
        .. Unequal(settings, "Regions", s => string.Join(',', s.Regions.Order(StringComparer.Ordinal))),
        .. Unequal(settings, "EntityName", s => s.Entity),
        .. Unequal(settings, "ObjectEntityName (or ObjectSync)", s => s.ObjectEntity),
        .. Unequal(settings, "StampAttribute", s => s.StampAttribute),
    ];

    private static IEnumerable<Finding> Of(RegionReport report, DateTimeOffset now)
    {
        if (report.Error is { } error)
        {
            return [new Finding(Severity.Critical, report.Region, $"The region does not answer: {error}", "no-answer")];
        }

        return [.. OfSilence(report, now), .. OfLag(report), .. OfAges(report), .. OfLetters(report), .. OfFunctions(report), .. OfPauses(report)];
    }

    private static IEnumerable<Finding> OfSilence(RegionReport report, DateTimeOffset now)
    {
        var silent = report.Origins.Where(o => o.HeartbeatAgeSeconds is null or > HeartbeatSeconds).ToList();
        if (silent.Count == 0)
        {
            return [];
        }

        var names = string.Join(" and ", silent.Select(o => o.Origin));
        if (report.DeployedAt is { } deployedAt && now - deployedAt < Young && silent.TrueForAll(o => o.HeartbeatAgeSeconds is null))
        {
            return [new Finding(Severity.Notice, report.Region, $"No heartbeat from {names} yet. The stack here was deployed {Words((now - deployedAt).TotalSeconds)} ago.", "missing-heartbeat")];
        }

        var since = silent.TrueForAll(o => o.HeartbeatAgeSeconds is not null)
            ? $"for {Words(silent.Min(o => o.HeartbeatAgeSeconds!.Value))}"
            : $"in the last {RegionReader.Window.TotalMinutes:0} minutes";
        return [new Finding(Severity.Critical, report.Region, $"Nothing came from {names} {since}, not even a heartbeat.", "missing-heartbeat")];
    }

    private static IEnumerable<Finding> OfLag(RegionReport report) => report.Origins.Where(o => o.P99Ms > LagMs).Select(o => new Finding(
        Severity.Warning, report.Region, $"Changes from {o.Origin} arrive late: p99 {Words(o.P99Ms!.Value / 1000)}, median {Words((o.P50Ms ?? 0) / 1000)}.", "replication-lag"));

    private static IEnumerable<Finding> OfAges(RegionReport report)
    {
        if (report.OldestChangeSeconds > OldestMessageSeconds)
        {
            yield return new Finding(Severity.Warning, report.Region, $"Changes wait to be applied here, the oldest for {Words(report.OldestChangeSeconds.Value)} ({report.ChangesWaiting} messages).", "oldest-message");
        }

        if (report.IteratorAgeSeconds > IteratorAgeSeconds)
        {
            var severity = report.IteratorAgeSeconds > IteratorCliffSeconds ? Severity.Critical : Severity.Warning;
            yield return new Finding(severity, report.Region, $"Capture is {Words(report.IteratorAgeSeconds.Value)} behind the table's stream, which drops records after 24 hours.", "iterator-age");
        }

        if (report.ParkedWaiting > 0 && report.OldestUnsentSeconds is null or > ParkedAgeSeconds)
        {
            var age = report.OldestUnsentSeconds is { } seconds ? $"the oldest for {Words(seconds)}" : "and Forward says nothing of their age";
            yield return new Finding(Severity.Warning, report.Region, $"{report.ParkedWaiting} envelopes for other regions wait here, {age}.", report.OldestUnsentSeconds is null ? "parked-stuck" : "parked-age");
        }
    }

    private static IEnumerable<Finding> OfLetters(RegionReport report)
    {
        foreach (var (queue, count) in report.DeadLetters.Where(l => l.Value > 0))
        {
            yield return new Finding(Severity.Warning, report.Region, $"{count} dead letters of {queue}: {Letters[queue].Words}. See `datasync dlq list`.", Letters[queue].Section);
        }

        if (report.DroppedBatches > 0)
        {
            yield return new Finding(Severity.Critical, report.Region, $"{report.DroppedBatches:0} batches of local writes could not even be written to the failure bucket in the last hour.", "capture-failures");
        }
    }

    private static IEnumerable<Finding> OfFunctions(RegionReport report) =>
    [
        .. report.FunctionErrors.Select(f => new Finding(Severity.Warning, report.Region, $"{f.Key} failed {f.Value:0} times in five minutes.", "function-errors")),
        .. report.FunctionThrottles.Select(f => new Finding(Severity.Warning, report.Region, $"Lambda refused to run {f.Key} {f.Value:0} times in five minutes.", "throttles")),
    ];

    private static IEnumerable<Finding> OfPauses(RegionReport report) => report.Paused.Select(paused =>
        new Finding(paused.StartsWith("capture of items", StringComparison.Ordinal) ? Severity.Warning : Severity.Notice, report.Region, $"Paused: {paused}.", "pausing"));

    private static IEnumerable<Finding> Unequal(IReadOnlyDictionary<string, StackSettings> settings, string parameter, Func<StackSettings, string> value)
    {
        var groups = settings.GroupBy(s => value(s.Value), s => s.Key, StringComparer.Ordinal).ToList();
        return groups.Count < 2
            ? []
            : [new Finding(Severity.Critical, null, $"{parameter} is not the same everywhere: {string.Join("; ", groups.Select(g => $"'{g.Key}' in {string.Join(", ", g)}"))}.", "unequal-settings")];
    }

    /// <summary>A duration for people.</summary>
    public static string Words(double seconds) => seconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.#} days"),
    };
}
