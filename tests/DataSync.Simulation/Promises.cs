using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Core.Versions;
using DataSync.Simulation.Objects;

namespace DataSync.Simulation;

/// <summary>Watches a schedule and says, while it runs and at its end, which promise of the protocol is broken. The first one counts.</summary>
internal sealed class Promises(World world)
{
    private readonly EnvelopeReader _reader = new();
    private readonly Dictionary<(int Key, ItemVersion Version), object?> _assigned = [];
    private readonly Dictionary<int, ItemVersion> _newest = [];

    public Verdict Verdict { get; private set; }

    public string Detail { get; private set; } = "";

    public bool AreKept => Verdict == Verdict.Kept;

    public void Break(Verdict verdict, string detail)
    {
        if (AreKept)
        {
            (Verdict, Detail) = (verdict, detail);
        }
    }

    /// <summary>The items that were there before the service count as its oldest version.</summary>
    public void Baseline(int key, object? content)
    {
        _assigned[(key, ItemVersion.Zero)] = content;
        _newest[key] = ItemVersion.Zero;
    }

    /// <summary>The service overwrote a local write that was not sequenced yet. With values that come again nobody could have seen it.</summary>
    public void Clobbered(Region region, int key)
    {
        if (world.Scenario.IsDistinct && !world.Scenario.HasBaseline)
        {
            Break(Verdict.Unsafe, $"unclobbered: the service overwrote a local write of item {key} in {region.Name} before it was sequenced");
        }
    }

    /// <summary>A handler takes a record of the service for the application's.</summary>
    public void Mistaken(Region region, int key) =>
        Break(Verdict.Unsafe, $"told apart: a write of the service to item {key} in {region.Name} was taken for the application's");

    /// <summary>The ledger holds a new local version.</summary>
    public void Sequenced(Region region, int key, LedgerRow row)
    {
        var sequence = Positions.SequenceOf(row.Position);
        var record = region.Stream[sequence - 1];
        if (record.MustBeToldApart)
        {
            Mistaken(region, key);
        }

        if (record.Version != ItemVersion.Zero && record.Version != row.Local)
        {
            Break(Verdict.Unsafe, $"one version: record {sequence} of {region.Name} was given {record.Version}, then {row.Local}");
        }

        record.Version = row.Local;
        Assign(key, row.Local, record.Record.New?.Content);
    }

    /// <summary>The same for objects: an identity in the ledger stands for one write, a removal's position for one delete.</summary>
    public void SequencedObject(Region region, int key, LedgerRow before, LedgerRow row)
    {
        var isAdopted = row.Position == before.Position;
        if (row.LocalDigest is not { } identity)
        {
            var removal = region.Bucket.Events[SimulatedBucket.NumberOf(row.Position) - 1];
            if (removal.IsByService && before.LocalDigest is null)
            {
                Mistaken(region, key);
            }

            RequireOneVersion(region, removal.Version, row.Local);
            removal.Version = row.Local;
            Assign(key, row.Local, content: null);
            return;
        }

        var written = region.Bucket.Known(identity);
        if (written.IsByService && !isAdopted)
        {
            Mistaken(region, key);
        }

        RequireOneVersion(region, isAdopted || written.WriteCount > 1 ? ItemVersion.Zero : written.Version, row.Local);
        written.Version = row.Local;
        Assign(key, row.Local, written.Token);
    }

    private void RequireOneVersion(Region region, ItemVersion given, ItemVersion now)
    {
        if (given != ItemVersion.Zero && given != now && world.Scenario.IsDistinct)
        {
            Break(Verdict.Unsafe, $"one version: a write of an object in {region.Name} was given {given}, then {now}");
        }
    }

    private void Assign(int key, ItemVersion version, object? content)
    {
        if (_assigned.TryGetValue((key, version), out var before) && !Equals(before, content))
        {
            Break(Verdict.Unsafe, $"one version: two writes of item {key} were given {version}");
        }

        _assigned[(key, version)] = content;
        if (!_newest.TryGetValue(key, out var newest) || IsNewer(version, newest))
        {
            _newest[key] = version;
        }
    }

    /// <summary>What goes to another region must be what its version was given to, and nothing goes to one that is on hold.</summary>
    public void Sent(Region region, Region target, IReadOnlyList<OutgoingMessage> messages)
    {
        if (world.Faults.HeldForMs(region, target) is { } heldMs && heldMs > HoldWatch.ReadEvery.TotalMilliseconds)
        {
            Break(Verdict.Unsafe, $"on hold: {region.Name} sent to {target.Name}, which has been on hold there for {heldMs} ms");
        }

        foreach (var change in messages.SelectMany(m => _reader.Read(m.Body).Changes))
        {
            var key = world.IndexOf(change.Key);
            if (!_assigned.TryGetValue((key, change.Version), out var content) || !Equals(content, ContentOf(change)))
            {
                Break(Verdict.Unsafe, $"one version: {region.Name} sent item {key} as {change.Version} with content that this version was not given to");
            }
        }
    }

    /// <summary>Called when nothing is left to do.</summary>
    public void CheckQuiet()
    {
        CheckDeadLetters(); // first: a change given up on is why regions differ
        for (var key = 0; key < world.Scenario.Items; key++)
        {
            CheckContent(key);
            CheckUntouched(key);
        }

        CheckReports();
    }

    private void CheckContent(int key)
    {
        var held = world.Regions.Select(r => r.Cells[key].Content).ToArray();
        if (held.Any(h => !Equals(h, held[0])))
        {
            Break(Verdict.Unsafe, $"converged: item {key} differs between regions: {string.Join(" | ", world.Regions.Select(r => Show(r, key)))}");
        }

        if (_newest.TryGetValue(key, out var newest) && !Equals(held[0], _assigned[(key, newest)]))
        {
            Break(Verdict.Unsafe, $"last writer: item {key} should be that of {newest}: {Show(world.Regions[0], key)}");
        }
    }

    private void CheckUntouched(int key)
    {
        var writers = world.Regions.Where(r => r.Cells[key].LocalWriteCount > 0).ToArray();
        if (writers is [var only] && only.Cells[key].ServiceWriteCount > 0)
        {
            Break(Verdict.Unsafe, $"untouched: only {only.Name} writes item {key}, and the service wrote it there");
        }
    }

    private void CheckDeadLetters()
    {
        var letters = new List<DeadLetter>();
        foreach (var region in world.Regions)
        {
            foreach (var kind in new[] { QueueKind.ChangesDeadLetters, QueueKind.ParkedDeadLetters, QueueKind.CaptureDeadLetters })
            {
                letters.AddRange(region.Queue(kind).Messages.Select(m => DeadLetterCodec.Decode(m.Body)));
            }
        }

        foreach (var letter in letters.Where(l => !world.Poisons.Expected.ContainsKey(l.Reason)))
        {
            var verdict = letter.Reason == DeadLetterReason.DeferredTooLong ? Verdict.Stuck : Verdict.Unsafe;
            Break(verdict, $"no dead letters: {letter.Region} {letter.Function}: {letter.Reason}: {letter.Detail}");
        }

        foreach (var (reason, count) in world.Poisons.Expected)
        {
            var found = letters.Count(l => l.Reason == reason);
            if (found < count)
            {
                Break(Verdict.Unsafe, $"no silent loss: {count} messages or records ask for a dead letter of reason {reason}, there are {found}");
            }
        }
    }

    private void CheckReports()
    {
        var totals = world.Totals;
        var isContested = Enumerable.Range(0, world.Scenario.Items).Any(k => world.Regions.Count(r => r.Cells[k].LocalWriteCount > 0) > 1);
        Require(totals.Conflicts == 0 || isContested, "conflicts were counted where only one region writes each item");
        Require(totals.OverUnseen == 0 || world.Scenario.IsRealistic, "writes over unseen attributes were counted where guards see everything");
        Require(totals.OverBaseline == 0 || world.Scenario.HasBaseline, "content from before the service was counted where there was none");
        Require(totals.DeadLetters == 0 || world.Poisons.Expected.Count > 0, "dead letters were counted where there are none");
        if (world.Scenario is not { IsObjects: false, Crashes: 0, Duplicates: 0, Failures: 0, Repeats: 0, CutMs: 0, DeniedMs: 0, HoldMs: 0, Poisons: 0 })
        {
            return;
        }

        var others = world.Regions.Count - 1;
        Require(totals.Captured == _assigned.Count, $"{totals.Captured} changes were counted as captured, {_assigned.Count} versions were given");
        Require(totals.Sent == totals.Captured * others, $"{totals.Captured} changes for {others} regions, and {totals.Sent} counted as sent");
        Require(
            totals.Applied + totals.Superseded + totals.Duplicates == totals.Sent,
            $"of {totals.Sent} changes sent, {totals.Applied} applied, {totals.Superseded} superseded and {totals.Duplicates} duplicates were counted");
    }

    private void Require(bool condition, string detail)
    {
        if (!condition)
        {
            Break(Verdict.Unsafe, "reports: " + detail);
        }
    }

    private static string Show(Region region, int key)
    {
        var cell = region.Cells[key];
        var item = cell.Object is { } held ? $"{held.Token.Bytes} {held.Head.ETag} stamp {held.Head.Stamp}" : cell.Item is null ? "none" : $"{System.Text.Encoding.UTF8.GetString(cell.Item.Content.Canonical)} stamp {cell.Item.Stamp}";
        return $"{region.Name}: {item}, local {cell.Row.Local}, tombstone {cell.Row.Tombstone}, seen {cell.Row.Seen}";
    }

    // An announced object may be gone from its bucket by now; its ETag still tells which write it was.
    private object? ContentOf(Change change)
    {
        if (change.Object is not { } content)
        {
            return change.Image;
        }

        var bytes = content.Content.Length > 0 ? content.Content.Split('=')[1].TrimStart('e') : content.ETag.TrimStart('e');
        return new ObjectToken(int.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture), content.Headers);
    }

    // Apart from Core's own comparison, which is under test.
    private static bool IsNewer(ItemVersion left, ItemVersion right) =>
        (left.Ms, left.Counter).CompareTo((right.Ms, right.Counter)) is var order && (order > 0 || (order == 0 && string.CompareOrdinal(left.Region, right.Region) > 0));
}
