namespace DataSync.Simulation;

/// <summary>All scenarios. The first fourteen are those of the protocol's model, by the same names.</summary>
public static class Scenarios
{
    private static readonly Fault[] Rough =
        [Fault.CrashBeforeEffect, Fault.CrashAfterEffect, Fault.LateEffect, Fault.Duplicate, Fault.Deferred, Fault.Conflict];

    private static readonly Fault[] Alone = [Fault.CrashBeforeEffect, Fault.CrashAfterEffect, Fault.LateEffect, Fault.Duplicate];

    /// <summary>Every scenario, in a fixed order.</summary>
    public static IReadOnlyList<Scenario> All { get; } = [.. OfTheModel(), .. OfTheService(), .. OfObjects()];

    /// <summary>The scenario of that name; null when there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    private static Scenario Roughly(string name) => new(name) { Crashes = .04, Duplicates = .3, Fires = Rough };

    private static IEnumerable<Scenario> OfTheModel() =>
    [
        new("quiet") { Fires = [Fault.Deferred, Fault.Conflict] },
        Roughly("rough"),
        Roughly("few-values") with { IsDistinct = false },
        Roughly("two-regions") with { Regions = 2, Writes = 12, IsDistinct = false, Fires = [.. Rough, Fault.Settled] },
        Roughly("five-regions") with { Regions = 5, Writes = 8 },
        Roughly("coalesced") with { Writes = 8, MaxRecords = 10, IsDistinct = false, Fires = [.. Rough, Fault.BisectedBatch] },
        Roughly("paced") with { Writes = 8, Pace = .1 },
        Roughly("baseline") with { HasBaseline = true, Fires = [.. Rough, Fault.OverBaseline] },
        Roughly("stale-and-skewed") with { Writes = 8, Stale = .9, SkewMs = 20_000, Pace = .15 },
        Roughly("restored") with { Writes = 10, IsDistinct = false, Stale = .9, Restores = .7, Pace = .15, Fires = [.. Rough, Fault.OldCopyPutBack, Fault.Settled] },
        Roughly("restored-alone") with { Regions = 2, Writes = 8, Writers = 1, IsDistinct = false, Stale = .9, Restores = .7, Pace = .15, Fires = Alone },
        Roughly("hot") with { Regions = 2, Writes = 40, MaxRecords = 10 },
        Roughly("one-writer") with { Writes = 8, Writers = 1, Fires = Alone },
        Roughly("one-writer-few-values") with { Writes = 8, Writers = 1, IsDistinct = false, MaxRecords = 10, Fires = Alone },
    ];

    private static IEnumerable<Scenario> OfTheService() =>
    [
        Roughly("packed") with { Items = 6, Shards = 2, Writes = 24, MaxRecords = 8, MaxMessages = 5, Crashes = .02, Fires = [.. Rough, Fault.PackedEnvelope, Fault.BisectedBatch] },
        Roughly("realistic-guards") with { Writes = 10, IsRealistic = true, MaxRecords = 4, Fires = [.. Rough, Fault.OverUnseen] },
        Roughly("realistic-and-paced") with { Writes = 10, IsRealistic = true, MaxRecords = 4, Pace = .2, IsDistinct = false },
        Roughly("throttled") with { Items = 3, Writes = 12, MaxRecords = 6, MaxMessages = 4, Failures = .08, Fires = [.. Rough, Fault.Throttled, Fault.AnswerLost, Fault.PartialSend, Fault.PartialStreamBatch, Fault.PartialMessageBatch, Fault.Parked, Fault.Forwarded] },
        Roughly("answers-lost") with { Writes = 10, MaxRecords = 4, Repeats = .15, Fires = [.. Rough, Fault.CallRepeated] },
        Roughly("cut-off") with { Items = 3, Writes = 8, MaxRecords = 6, MaxMessages = 10, Crashes = .002, Duplicates = .05, CutMs = 36 * 3_600_000L, WriteGapMs = 3 * 3_600_000, Fires = [Fault.CutOff, Fault.Parked, Fault.Forwarded] },
        Roughly("cut-off-shortly") with { Items = 2, Writes = 12, MaxRecords = 6, MaxMessages = 4, CutMs = 90_000, WriteGapMs = 5_000, Fires = [Fault.CutOff, Fault.Parked, Fault.Forwarded] },
        Roughly("visibility") with { Items = 2, Writes = 8, MaxRecords = 4, MaxMessages = 4, VisibilityMs = 900, Fires = [.. Rough, Fault.VisibilityExpired] },
        Roughly("bisected") with { Writes = 14, MaxRecords = 14, Crashes = .1, Pace = .6, Fires = [.. Rough, Fault.BisectedBatch] },
        Roughly("bisected-alone") with { Writes = 10, Writers = 1, MaxRecords = 10, Crashes = .15, Fires = [.. Alone, Fault.BisectedBatch] },
        Roughly("skew-near-the-limit") with { Writes = 8, SkewMs = 149_000, ClockSkewMs = 149_000, MaxRecords = 3 },
        Roughly("poisoned") with { Items = 3, Writes = 9, MaxRecords = 5, MaxMessages = 5, Crashes = .02, Failures = .04, Poisons = 4, Fires = [.. Rough, Fault.Poison] },
        Roughly("denied") with { Items = 2, Writes = 10, MaxRecords = 4, MaxMessages = 3, DeniedMs = 40_000, WriteGapMs = 3_000, Fires = [Fault.Denied, Fault.PartialStreamBatch, Fault.PartialMessageBatch] },
        Roughly("on-hold") with { Items = 2, Writes = 12, MaxRecords = 6, MaxMessages = 4, Failures = .03, HoldMs = 90_000, WriteGapMs = 5_000, Fires = [Fault.Held, Fault.Forwarded] },
        Roughly("received-too-often") with { Items = 2, Writes = 8, MaxMessages = 4, Crashes = .12, MaxReceives = 2, Fires = [.. Rough, Fault.ReceivedTooOften] },
        Roughly("everything") with { Items = 4, Shards = 2, Writes = 16, MaxRecords = 6, MaxMessages = 4, Crashes = .02, Failures = .03, Repeats = .03, IsDistinct = false, IsRealistic = true, VisibilityMs = 3_000, CutMs = 60_000, WriteGapMs = 1_000 },
    ];

    private static IEnumerable<Scenario> OfObjects() =>
    [
        new("objects-quiet") { IsObjects = true, Fires = [Fault.Deferred, Fault.Conflict, Fault.SourceGone] },
        Roughly("objects-rough") with { IsObjects = true, MaxMessages = 3, Fires = [.. Rough, Fault.SourceGone] },
        Roughly("objects-two-regions") with { IsObjects = true, Regions = 2, Writes = 12, Fires = [.. Rough, Fault.Settled] },
        Roughly("objects-paced") with { IsObjects = true, Writes = 10, Pace = .1 },
        Roughly("objects-alone") with { IsObjects = true, Writes = 10, Writers = 1, Fires = Alone },
        Roughly("objects-copied") with { IsObjects = true, Items = 3, Writes = 14, Stale = .8, Pace = .3, Fires = [.. Rough, Fault.OldCopyPutBack] },
        Roughly("objects-few-values") with { IsObjects = true, Writes = 10, IsDistinct = false, MaxMessages = 3 },
        Roughly("objects-metadata") with { IsObjects = true, Writes = 10, IsRealistic = true, IsDistinct = false },
        Roughly("objects-encrypted") with { IsObjects = true, Writes = 10, IsEncrypted = true },
        Roughly("objects-over-eventbridge") with { IsObjects = true, Writes = 10, IsEventBridge = true },
        Roughly("objects-skewed") with { IsObjects = true, Writes = 10, SkewMs = 120_000, ClockSkewMs = 120_000, Pace = .3 },
        Roughly("objects-in-parts") with { IsObjects = true, Items = 2, Writes = 10, IsInParts = true, Fires = [.. Rough, Fault.CopyUnfinished] },
        Roughly("objects-baseline") with { IsObjects = true, Writes = 8, HasBaseline = true, Fires = [.. Rough, Fault.OverBaseline] },
        Roughly("objects-throttled") with { IsObjects = true, Items = 3, Writes = 12, MaxMessages = 4, Failures = .08, Repeats = .05, Fires = [.. Rough, Fault.Throttled, Fault.AnswerLost] },
        Roughly("objects-cut-off") with { IsObjects = true, Items = 2, Writes = 10, MaxMessages = 4, CutMs = 90_000, WriteGapMs = 5_000, Fires = [Fault.CutOff, Fault.Parked, Fault.Forwarded] },
        Roughly("objects-on-hold") with { IsObjects = true, Items = 2, Writes = 10, MaxMessages = 4, HoldMs = 90_000, WriteGapMs = 5_000, Fires = [Fault.Held, Fault.Forwarded] },
        Roughly("objects-at-once") with { IsObjects = true, Regions = 2, Writes = 20, Items = 2, MaxMessages = 6, Fires = [.. Rough, Fault.EventWithheld] },
    ];
}
