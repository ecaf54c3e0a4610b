using System.Globalization;
using DataSync.Core.Versions;

namespace DataSync.Cli.Trace;

/// <summary>Says what a trace means: same everywhere, or who lags behind whom, and what is in the way.</summary>
internal static class TraceJudge
{
    /// <summary>The verdict.</summary>
    public static TraceVerdict Of(IReadOnlyList<RegionTrace> regions, IReadOnlyList<FoundMessage> messages)
    {
        var known = regions.Where(r => r.Error is null).ToList();
        var silent = regions.Where(r => r.Error is not null).Select(r => r.Region).ToList();
        var newest = known.Select(Newest).DefaultIfEmpty(ItemVersion.Zero).Aggregate(ItemVersion.Max);
        var isSame = known.All(r => IsSame(r.Held, known[0].Held));
        var lagging = isSame ? [] : Lagging(known, newest);
        var words = new List<string> { isSame ? Same(known, newest) : Different(known, lagging, newest) };
        words.AddRange(known.Where(r => r.Version is null && !(isSame && newest == ItemVersion.Zero)).Select(Unsequenced));
        words.AddRange(lagging.SelectMany(region => Causes(region, regions, messages)));
        if (isSame && messages.Any(m => m.IsDeadLetter))
        {
            words.Add("There are dead letters that hold it, although all is the same: something newer has made them needless, or they stand for what is there. A replay of them changes nothing.");
        }

        words.AddRange(silent.Select(name => $"{name} does not answer: nobody can tell what it holds."));
        return new TraceVerdict(isSame, silent.Count == 0, newest == ItemVersion.Zero ? null : newest.ToString(), [.. lagging.Select(r => r.Region)], words);
    }

    private static bool IsSame(HeldContent? left, HeldContent? right) => left is null ? right is null : right is not null && left.IsSameAs(right);

    private static ItemVersion Newest(RegionTrace region) =>
        new[] { region.Version, region.Held?.StampVersion, region.Ledger?.Local, region.Ledger?.Tombstone, region.Ledger?.Written }.Select(Read).Aggregate(ItemVersion.Max);

    private static ItemVersion Read(string? text) => text is not null && ItemVersion.TryParse(text, out var version) ? version : ItemVersion.Zero;

    private static RegionTrace? Leader(List<RegionTrace> known, ItemVersion newest) =>
        known.Find(r => newest > ItemVersion.Zero && Read(r.Version) == newest);

    // Those whose content is known to be older. What a region does not know the version of itself may be newer than all.
    private static List<RegionTrace> Lagging(List<RegionTrace> known, ItemVersion newest) =>
        Leader(known, newest) is { } leader ? [.. known.Where(r => r.Version is not null && !IsSame(r.Held, leader.Held))] : [];

    private static string Same(List<RegionTrace> known, ItemVersion newest)
    {
        var where = known.Count == 1 ? "the only region that answers" : $"all {known.Count} regions";
        if (known.Exists(r => r.Held is not null))
        {
            return newest == ItemVersion.Zero ? $"It is the same in {where}, and was there before the service: no version is known." : $"It is the same in {where}. Newest version: {Words(newest)}.";
        }

        return newest == ItemVersion.Zero ? $"It is not there in {where}, and none has ever known it. Is the key right?" : $"It is deleted in {where}. Newest version: {Words(newest)}.";
    }

    private static string Different(List<RegionTrace> known, List<RegionTrace> lagging, ItemVersion newest)
    {
        if (lagging.Count == 0 || Leader(known, newest) is not { } leader)
        {
            return "The regions differ, and it is not known yet which is newest.";
        }

        var leaders = known.Where(r => IsSame(r.Held, leader.Held)).Select(r => r.Region);
        var state = leader.Held is null ? "without it, as that was a delete" : "with it";
        return $"The regions differ. Newest version: {Words(newest)}; {state}: {string.Join(", ", leaders)}; {string.Join(", ", lagging.Select(r => $"{r.Region} {Has(r)}"))}.";
    }

    private static string Has(RegionTrace region) =>
        (region.Held, Read(region.Version)) is var (held, version) && held is null
            ? version == ItemVersion.Zero ? "has nothing" : $"has nothing (deleted {Time(version)})"
            : version == ItemVersion.Zero ? "holds something else" : $"holds that of {Time(version)} by {version.Region}";

    private static string Unsequenced(RegionTrace region) =>
        $"{region.Region} does not know the version of what it holds: its application wrote or deleted it and capture has not seen that yet, or it was there before the service. Look again in a minute.";

    private static IEnumerable<string> Causes(RegionTrace region, IReadOnlyList<RegionTrace> regions, IReadOnlyList<FoundMessage> messages)
    {
        var name = region.Region;
        var any = false;
        foreach (var message in messages.Where(m => m.Target is null ? m.Region == name || m is { IsDeadLetter: true, Queue: "capture-dead-letters" or "object-events-dead-letters" } : m.Target == name))
        {
            any = true;
            yield return message.IsDeadLetter
                ? $"{name}: a dead letter in {message.Queue} of {message.Region} holds it{Of(message)}: {message.Reason ?? "received too often"}. `datasync dlq show {message.Region}/{message.Queue.Replace("-dead-letters", "", StringComparison.Ordinal)}/{message.MessageId}`."
                : $"{name}: it is on its way, in {message.Queue} of {message.Region}{Of(message)}.";
        }

        foreach (var origin in regions.Where(r => r.OnHold.Contains(name)))
        {
            any = true;
            yield return $"{name} is on hold in {origin.Region}: `datasync resume {name} --from {origin.Region}`.";
        }

        if (region.Apply is not (null or "Enabled"))
        {
            any = true;
            yield return $"{name}: Apply is {region.Apply}: `datasync resume {name}`.";
        }

        if (!any)
        {
            yield return $"{name}: nothing was found that is in the way. It may be in a queue that was not searched (--queues), or be applied just now: look again.";
        }
    }

    private static string Of(FoundMessage message) =>
        message.Version is null ? "" : $" ({(message.IsDelete ? "a delete" : "a put")} of {Words(Read(message.Version))})";

    private static string Words(ItemVersion version) => version == ItemVersion.Zero ? "unknown" : $"{Time(version)} by {version.Region}";

    private static string Time(ItemVersion version) =>
        DateTimeOffset.FromUnixTimeMilliseconds(version.Ms).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
