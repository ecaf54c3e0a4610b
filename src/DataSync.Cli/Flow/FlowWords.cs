using DataSync.Core.FanOut;
using DataSync.Core.Forward;

namespace DataSync.Cli.Flow;

/// <summary>What a pause means, in words.</summary>
internal static class FlowWords
{
    public static string OfApply(string region, bool isEnabled, bool isChanged) => (isEnabled, isChanged) switch
    {
        (false, true) => $"Apply of {region} is disabled: nothing that comes from other regions is applied there any more.",
        (false, false) => $"Apply of {region} was disabled already. Nothing was changed.",
        (true, true) => $"Apply of {region} is enabled: what waited is being applied.",
        (true, false) => $"Apply of {region} was enabled already. Nothing was changed.",
    };

    public static string OfHold(string at, IReadOnlyList<string> targets, IReadOnlySet<string> added) => added.Count == 0
        ? $"{List(targets)} {Were(targets)} on hold in {at} already. Nothing was changed."
        : $"What is written in {at} is held there for {List([.. targets.Where(added.Contains)])}.{Already(targets, added)}";

    public static string OfRelease(string at, IReadOnlyList<string> targets, IReadOnlySet<string> released) => released.Count == 0
        ? $"{List(targets)} {Were(targets)} not on hold in {at}. Nothing was changed."
        : $"What was held in {at} for {List([.. targets.Where(released.Contains)])} is being sent.";

    public static IEnumerable<string> OfPause(FlowRequest request)
    {
        if (request.IsApply)
        {
            yield return $"Changes for {request.Region} wait in its changes queue, each for 14 days from when it was sent: resume before the oldest gets there. What {request.Region} itself writes still goes to the others.";
            yield return "The alarms for the oldest message and for missing heartbeats will sound. A deployment that touches the mapping enables it again, unless ApplyEnabled is 'false' by then.";
        }
        else
        {
            yield return $"Senders know of it within {HoldWatch.ReadEvery.TotalSeconds:0} seconds. What they sent before is still applied; what they hold waits in their parked queue, which no retention ends. Resume within a month all the same: images too large for a message are kept for 45 days, and deletes are not remembered for ever. The alarm for parked age will sound.";
        }

        yield return $"To resume: datasync resume {Arguments(request)}";
    }

    public static IEnumerable<string> OfResume(FlowRequest request)
    {
        if (!request.IsApply)
        {
            var within = HoldWatch.ReadEvery + ForwardHandler.MaxHeldDelay;
            yield return $"Envelopes that were held come up within {within.TotalSeconds:0} seconds, one after the other; `datasync drain` waits for them.";
        }
    }

    /// <summary>The request as it is written on the command line.</summary>
    public static string Arguments(FlowRequest request) =>
        string.Join(' ', [request.Region, .. request.Origins.Select(origin => $"--from {origin}"), .. request.IsOutgoing ? ["--outgoing"] : Array.Empty<string>()]);

    private static string Already(IReadOnlyList<string> targets, IReadOnlySet<string> added) =>
        targets.Where(target => !added.Contains(target)).ToList() is { Count: > 0 } before ? $" {List(before)} {Were(before)} on hold already." : "";

    private static string Were(IReadOnlyList<string> regions) => regions.Count == 1 ? "was" : "were";

    private static string List(IReadOnlyList<string> regions) => regions.Count switch
    {
        1 => regions[0],
        _ => $"{string.Join(", ", regions.Take(regions.Count - 1))} and {regions[^1]}",
    };
}
