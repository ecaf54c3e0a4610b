namespace DataSync.Simulation.Tests;

/// <summary>The list: first that of the protocol's model, then our own.</summary>
internal static class PlantedBugs
{
    private const string Applier = "DataSync.Core/Apply/Applier.cs";
    private const string ApplyHandler = "DataSync.Core/Apply/ApplyHandler.cs";
    private const string ApplyOutbox = "DataSync.Core/Apply/ApplyOutbox.cs";
    private const string ObjectApplier = "DataSync.Core/Apply/ObjectApplier.cs";
    private const string ObjectCapture = "DataSync.Core/Capture/ObjectCaptureHandler.cs";
    private const string ObjectSequencer = "DataSync.Core/Capture/ObjectSequencer.cs";
    private const string ObjectLease = "DataSync.Core/Ledger/ObjectLease.cs";
    private const string StoredObject = "DataSync.Core/Objects/StoredObject.cs";
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
        new("a change over a stamp judged by its content", HeldVersion, "if (stampVersion is { } overwritten && overwritten > ledger.Local)", "if (stampVersion is null && isStamped)", "few-values", "two-regions", "restored"),
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
        new("message done though its resend failed", ApplyOutbox, "failed.UnionWith(owners[i].Select(w => w.Message));", "", "throttled", "denied"),
        new("parked send failure ignored", FanOutSender, "report.Errors.Add($\"parked: {outcomes[i].Error}\");\n                Fail(report, envelopes[i]);", "", "throttled", "denied"),
        new("failure to park again ignored", ForwardHandler, "report.FailedMessages.Add(unsent[i].Message.Id);\n                    report.Errors.Add", "report.Errors.Add", "throttled", "everything"),
        new("dead letter lost", ApplyOutbox, "failed.Add(letters[i].Message);", "", "poisoned"),
        new("dead letter of a record lost", CaptureHandler, "return outcomes[0].IsSent;", "return outcomes.Count > 0;", "poisoned"),
        new("deferred change taken for done", ApplyHandler, "work.Again = result.UploadId is null ? again : again with { Object = change.Object! with { UploadId = result.UploadId } };", "", "rough"),
        new("a retry counted as done", ApplyHandler, "work.Again = again with { AttemptCount = attemptCount };", "", "throttled"),
        new("coalesced across an echo", CaptureHandler, "while (i + 1 < group.Count && IsLocalWrite(records[group[i + 1]]))", "while (i + 1 < group.Count)", "coalesced", "hot"),
        new("settled without guard", Settler, "await items.PutAsync(key, item, restored, cancellationToken)", "await items.PutAsync(key, await items.ReadAsync(key, cancellationToken), restored, cancellationToken)", "five-regions", "paced", "two-regions", "restored"),
        new("a re-creation ordered before the delete it follows", Sequencer, "var afterTombstone = first.Old is null;", "var afterTombstone = first.Old is null && first.New is null;", "stale-and-skewed", "paced"),
        new("what was there before the service never yields", Applier, "var isBaseline = waited >= options.BaselineAfter;", "var isBaseline = waited < TimeSpan.Zero;", "baseline"),
        new("a mark over an unseen attribute taken for the application's", EchoRule, "!old.Content.Includes(@new.Content)", "old.Content.Digest != @new.Content.Digest", "realistic-and-paced", "realistic-guards"),
        new("only one region served", FanOutSender, "var sends = _targets.Select(", "var sends = _targets.Take(1).Select(", "quiet"),
        new("a region on hold is sent to", FanOutSender, "if (!isHeld && !breaker.IsOpen(target))", "if (!breaker.IsOpen(target))", "on-hold", "objects-on-hold"),
        new("what is parked goes to a region on hold", ForwardHandler, "if (!isHeld && !breaker.IsOpen(target))", "if (!breaker.IsOpen(target))", "on-hold", "objects-on-hold"),
        new("holds that are not known taken for none", FanOutSender, "report.Errors.Add(e.Message);\n            return null;\n        }\n    }\n\n    // The change", "return new HashSet<string>();\n        }\n    }\n\n    // The change", "on-hold", "objects-on-hold"),
        new("a hold that is read once", "DataSync.Core/FanOut/HoldWatch.cs", "time.GetElapsedTime(last.At) < ReadEvery", "time.GetElapsedTime(last.At) >= TimeSpan.Zero", "on-hold", "objects-on-hold"),
        new("records done though the holds are not known", FanOutSender, "report.FailedChanges.UnionWith(Enumerable.Range(0, changes.Count));\n            ", "", "on-hold"),
    ];

    public static IReadOnlyList<PlantedBug> OfObjects { get; } =
    [
        new("an object put without guard", ObjectApplier, "new ObjectCopy(content, change.Version.Region, change.Version, held)", "new ObjectCopy(content, change.Version.Region, change.Version, await objects.ReadAsync(change.Key, cancellationToken))", "objects-rough", "objects-two-regions"),
        new("an object deleted without guard", ObjectApplier, "await objects.DeleteAsync(change.Key, held, cancellationToken)", "await objects.DeleteAsync(change.Key, await objects.ReadAsync(change.Key, cancellationToken) ?? held, cancellationToken)", "objects-rough", "objects-paced", "objects-at-once"),
        new("an unsequenced object is no reason to wait", ObjectApplier, "is not { } here)\n            {\n                return new ApplyResult(ApplyOutcome.Deferred);\n            }", "is not { } here)\n            {\n                here = ItemVersion.Zero;\n            }", "objects-rough", "objects-quiet"),
        new("no tombstone of an object", ObjectLease, "Tombstone = isDelete ? ItemVersion.Max(row.Tombstone, by) : row.Tombstone,", "", "objects-rough", "objects-alone"),
        new("what is on its way does not push the clock", ObjectLease, "Seen = ItemVersion.Max(row.Seen, by),", "", "objects-skewed", "objects-two-regions", "objects-rough"),
        new("two at a time write one object", ObjectLease, "row.Pending != ItemVersion.Zero && NowMs() - row.PendingMs < (row.Pending == by ? LengthForItself : Length).TotalMilliseconds;", "row.Pending < ItemVersion.Zero && by < row.Seen && NowMs() < row.PendingMs;", "objects-cut-off", "objects-few-values", "objects-metadata", "objects-copied"),
        new("two deliveries of one change write an object at a time", ObjectLease, "(row.Pending == by ? LengthForItself : Length)", "(row.Pending == by ? TimeSpan.Zero : Length)", "objects-few-values") { FirstSeed = 640016713 },
        new("an older look entered after the same bytes came again", ObjectSequencer, "new Step(row with { Position = @event.Position }, ToChange(@event, held, row.Local,", "new Step(row, ToChange(@event, held, row.Local,", "objects-few-values") { FirstSeed = 610049482 },
        new("the object looked at before the ledger", ObjectCapture, "var row = await ledger.ReadAsync(events[0].Key, cancellationToken);\n            var held = await objects.ReadAsync(events[0].Key, cancellationToken);", "var held = await objects.ReadAsync(events[0].Key, cancellationToken);\n            var row = await ledger.ReadAsync(events[0].Key, cancellationToken);", "objects-quiet", "objects-rough"),
        new("no settling of objects", ObjectCapture, "return held is null || await SettleAsync(events[0], row, held, changes, report, cancellationToken);", "return held is null || report is not null;", "objects-rough", "objects-paced"),
        new("an old object put back taken for an echo", ObjectCapture, "!held.IsStamped || HeldVersion.IsPutBack(held, row)", "!held.IsStamped", "objects-copied"),
        new("a stamp that travels with a copy", StoredObject, "stamp.Digest == DigestOf(Name, Size, Headers) && !DiffersFrom(stamp.Content)", "stamp.Content.Length > 0", "objects-copied"),
        new("a deletion of the service taken for the application's", ObjectCapture, "removed is not null && !IsExplained(removed, held, row)", "removed is not null", "objects-over-eventbridge"),
        new("an older event wins", ObjectSequencer, "if (row.Position > @event.Position)", "if (row.Position > @event.Position && held is null)", "objects-rough", "objects-quiet", "objects-at-once"),
        new("a delete sequenced while a copy is on its way", ObjectCapture, "must not count as later.\n                RequireNobodyWrites(row, by: ItemVersion.Zero);", "must not count as later.", "objects-quiet", "objects-two-regions", "objects-rough", "objects-at-once"),
        new("an unfinished copy taken for done", ObjectApplier, "CopyOutcome.Unfinished => new ApplyResult(ApplyOutcome.Deferred)", "CopyOutcome.Unfinished => new ApplyResult(ApplyOutcome.Applied)", "objects-in-parts"),
        new("a failed event taken for done", ObjectCapture, "report.Fail(outgoing[index].Events, string.Join(\"; \", sent.Errors));", "", "objects-throttled"),
    ];

    public static PlantedBug Find(string name) => OfTheModel.Concat(OfOurOwn).Concat(OfObjects).Single(b => b.Name == name);
}
