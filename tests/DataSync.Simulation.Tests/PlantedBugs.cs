namespace DataSync.Simulation.Tests;

/// <summary>The list: first that of the protocol's model, then our own.</summary>
internal static class PlantedBugs
{
    private const string Applier = "DataSync.Core/Apply/Applier.cs";
    private const string ApplyHandler = "DataSync.Core/Apply/ApplyHandler.cs";
    private const string HeldVersion = "DataSync.Core/Apply/HeldVersion.cs";
    private const string CaptureHandler = "DataSync.Core/Capture/CaptureHandler.cs";
    private const string EchoRule = "DataSync.Core/Capture/EchoRule.cs";
    private const string Sequencer = "DataSync.Core/Capture/Sequencer.cs";
    private const string Settler = "DataSync.Core/Capture/Settler.cs";
    private const string GuardedDelete = "DataSync.Core/GuardedDelete.cs";
    private const string FanOutSender = "DataSync.Core/FanOut/FanOutSender.cs";
    private const string ForwardHandler = "DataSync.Core/Forward/ForwardHandler.cs";

    public static IReadOnlyList<PlantedBug> OfTheModel { get; } =
    [
        new("put without guard", Applier, "await items.PutAsync(change.Key, item, StoredItem", "await items.PutAsync(change.Key, await items.ReadAsync(change.Key, cancellationToken), StoredItem", "rough", "five-regions", "hot"),
        new("no settling", CaptureHandler, "await _settler.SettleAsync(first.Key, echo, first.Old, cancellationToken)", "0", "rough", "two-regions", "paced"),
        new("no deferral", Applier, "if (HeldVersion.Of(item, row, isBaseline) is not { } here)\n            {\n                return new ApplyResult(ApplyOutcome.Deferred);\n            }", "var here = HeldVersion.Of(item, row, isBaseline) ?? ItemVersion.Zero;", "rough", "hot"),
        new("no mark before delete", GuardedDelete, "var marked = StoredItem.Stamped(item.Content, version, deleting: true);", "var marked = item;", "rough", "paced", "two-regions"),
        new("delete without guard", GuardedDelete, "await items.DeleteAsync(key, marked, cancellationToken)", "await items.DeleteAsync(key, await items.ReadAsync(key, cancellationToken) ?? marked, cancellationToken)", "rough", "paced", "five-regions"),
        new("no tombstone", Applier, "&& !await ledger.ReplaceAsync(change.Key, row, row with { Tombstone = change.Version }, cancellationToken))", "&& await ledger.ReadAsync(change.Key, cancellationToken) == default && row != default)", "rough", "one-writer"),
        new("no sequence number", Sequencer, "if (row.Position >= last.Position)", "if (row.Position > last.Position && row == default)", "rough"),
        new("stamps seen do not push the clock", Sequencer, "return floor.Ms <= limitMs\n            ? floor", "return floor.Ms <= limitMs\n            ? ItemVersion.Zero", "paced", "stale-and-skewed"),
        new("echo without digest", EchoRule, "|| !@new.IsStamped || old?.Stamp == stamp", "|| old?.Stamp == stamp", "stale-and-skewed", "restored", "paced"),
        new("an old copy put back taken for an echo", EchoRule, "var isPutBack = old?.Stamp is { } oldStamp && oldStamp.Version > stamp.Version;", "var isPutBack = false;", "restored", "restored-alone"),
        new("a change over a stamp judged by its content", HeldVersion, "if (item.Stamp is { } overwritten && overwritten.Version > ledger.Local)", "if (item.Stamp is null && item.IsStamped)", "few-values", "two-regions", "restored"),
        new("no counter", "DataSync.Core/Versions/HybridClock.cs", "new ItemVersion(floor.Ms, floor.Counter + 1, region)", "new ItemVersion(floor.Ms, 0, region)", "rough"),
        new("ledger unconditional in sequencing", Sequencer, "first.Key, row, new LedgerRow(", "first.Key, await ledger.ReadAsync(first.Key, cancellationToken), new LedgerRow(", "two-regions", "paced", "one-writer", "five-regions", "restored"),
        new("region not in the order", "DataSync.Core/Versions/ItemVersion.cs", "byCounter : string.CompareOrdinal(Region, other.Region)", "byCounter : 0", "rough"),
        new("tombstone not before delete", Applier, "if (row.Tombstone < change.Version\n", "if (item is null && row.Tombstone < change.Version\n", "one-writer", "paced", "rough"),
        new("settle ignores tombstones", Settler, "var top = ItemVersion.Max(row.Local, row.Tombstone);", "var top = row.Local;", "paced", "rough", "one-writer", "five-regions"),
    ];

    public static IReadOnlyList<PlantedBug> OfOurOwn { get; } =
    [
        new("an older coalesced write sent under a newer version", Sequencer, "return row.Position == last.Position ? ToChange(last, row.Local, floor) : null;", "return ToChange(last, row.Local, floor);", "bisected-alone", "bisected"),
        new("checkpoint past a failed record", CaptureHandler, "report.Fail(outgoing[index].Record,", "report.Fail(outgoing[index].Record + 1,", "denied", "throttled"),
        new("message done though its resend failed", ApplyHandler, "failed.UnionWith(owners[i].Select(w => w.Message));", "", "throttled", "denied"),
        new("parked send failure ignored", FanOutSender, "report.Errors.Add($\"parked: {outcomes[i].Error}\");\n                Fail(report, envelopes[i]);", "", "throttled", "denied"),
        new("failure to park again ignored", ForwardHandler, "report.FailedMessages.Add(unsent[i].Message.Id);\n                    report.Errors.Add", "report.Errors.Add", "throttled", "everything"),
        new("dead letter lost", ApplyHandler, "failed.Add(letters[i].Message);", "", "poisoned"),
        new("dead letter of a record lost", CaptureHandler, "return outcomes[0].IsSent;", "return outcomes.Count > 0;", "poisoned"),
        new("deferred change taken for done", ApplyHandler, "if (waited < options.DeferralLimit)\n            {\n                work.Again = again;", "if (waited < options.DeferralLimit)\n            {", "rough"),
        new("a retry counted as done", ApplyHandler, "work.Again = again with { AttemptCount = attemptCount };", "", "throttled"),
        new("coalesced across an echo", CaptureHandler, "while (i + 1 < group.Count && IsLocalWrite(records[group[i + 1]]))", "while (i + 1 < group.Count)", "coalesced", "hot"),
        new("settled without guard", Settler, "await items.PutAsync(key, item, restored, cancellationToken)", "await items.PutAsync(key, await items.ReadAsync(key, cancellationToken), restored, cancellationToken)", "five-regions", "paced", "two-regions", "restored"),
        new("a re-creation ordered before the delete it follows", Sequencer, "var afterTombstone = first.Old is null;", "var afterTombstone = first.Old is null && first.New is null;", "stale-and-skewed", "paced"),
        new("what was there before the service never yields", Applier, "var isBaseline = waited >= options.BaselineAfter;", "var isBaseline = waited < TimeSpan.Zero;", "baseline"),
        new("a mark over an unseen attribute taken for the application's", EchoRule, "!old.Content.Includes(@new.Content)", "old.Content.Digest != @new.Content.Digest", "realistic-and-paced", "realistic-guards"),
        new("only one region served", FanOutSender, "var sends = _targets.Select(", "var sends = _targets.Take(1).Select(", "quiet"),
    ];

    public static PlantedBug Find(string name) => OfTheModel.Concat(OfOurOwn).Single(b => b.Name == name);
}
