using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Apply;

/// <summary>
/// The apply side: takes messages apart, applies their changes, sends on what must come back later, and writes a dead
/// letter for what never can be applied. A message counts as done only when each of its changes is applied or safe in a queue.
/// </summary>
public sealed class ApplyHandler(SyncOptions options, ILedger ledger, IItemStore items, IQueueSender queues, TimeProvider time)
{
    private readonly Applier _applier = new(options, ledger, items);
    private readonly EnvelopeReader _reader = new();

    /// <summary>One change on its way through a batch.</summary>
    private sealed class Work(int message, Envelope envelope, Change change)
    {
        public int Message => message;

        public Envelope Envelope => envelope;

        public Change Change => change;

        /// <summary>Set when it must come back later.</summary>
        public Change? Again { get; set; }

        /// <summary>True when it comes back because its attempt failed; false when it only waits for others.</summary>
        public bool IsRetry { get; set; }

        /// <summary>Set when it is given up on.</summary>
        public DeadLetter? Letter { get; set; }
    }

    /// <summary>Handles messages. Errors of stores and queues are reported, not thrown.</summary>
    public async ValueTask<ApplyReport> HandleAsync(IReadOnlyList<QueueMessage> messages, InvocationScope scope, CancellationToken cancellationToken)
    {
        var report = new ApplyReport();
        var letters = new List<(int Message, DeadLetter Letter)>();
        var works = new List<Work>();
        for (var i = 0; i < messages.Count; i++)
        {
            Open(messages[i], i, works, letters, report, scope);
        }

        var groups = GroupByItem(works);
        await BoundedConcurrency.ForEachAsync(
            groups.Count, options.Concurrency, i => ApplyItemAsync(groups[i], report, scope, cancellationToken));

        var failed = await ForwardAsync(works, letters, report, cancellationToken);
        foreach (var index in failed.Order())
        {
            report.Fail(messages[index].Id, "a queue did not take what must come back later");
        }

        return report;
    }

    private void Open(
        QueueMessage message, int index, List<Work> works, List<(int, DeadLetter)> letters, ApplyReport report, InvocationScope scope)
    {
        Envelope envelope;
        try
        {
            envelope = _reader.Read(message.Body);
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            var reason = e is UnknownFormatException ? DeadLetterReason.UnknownFormat : DeadLetterReason.MalformedEnvelope;
            letters.Add((index, Letter(reason, e.Message, scope) with
            {
                ExceptionType = e.GetType().Name,
                Body = Encoding.UTF8.GetString(message.Body.Span),
            }));
            return;
        }

        if (envelope.Hops > options.Regions.Count)
        {
            var detail = $"The envelope from {envelope.Origin} crossed {envelope.Hops} times between {options.Regions.Count} regions: it goes round in circles.";
            letters.Add((index, Letter(DeadLetterReason.Loop, detail, scope) with { Payload = message.Body }));
            return;
        }

        foreach (var malformed in envelope.Malformed)
        {
            letters.Add((index, Letter(DeadLetterReason.MalformedChange, malformed.Error, scope) with { Payload = Wrap(envelope, malformed.Json) }));
        }

        if (envelope.Changes.Count == 0 && envelope.Malformed.Count == 0)
        {
            report.Heartbeat(envelope.Origin);
        }

        works.AddRange(envelope.Changes.Select(change => new Work(index, envelope, change)));
    }

    // Of one item's changes the newest goes first: the older ones then cost two reads and no write. They are not simply
    // dropped, because the newest may turn out to be one that cannot be applied.
    private static List<List<Work>> GroupByItem(List<Work> works)
    {
        var groups = new List<List<Work>>(works.Count);
        var byKey = new Dictionary<ItemKey, List<Work>>(works.Count);
        foreach (var work in works)
        {
            if (!byKey.TryGetValue(work.Change.Key, out var group))
            {
                byKey.Add(work.Change.Key, group = new List<Work>(1));
                groups.Add(group);
            }

            group.Add(work);
        }

        foreach (var group in groups.Where(g => g.Count > 1))
        {
            group.Sort((left, right) => right.Change.Version.CompareTo(left.Change.Version));
        }

        return groups;
    }

    private async ValueTask ApplyItemAsync(List<Work> group, ApplyReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        foreach (var work in group)
        {
            var refusal = Refusal(work.Change);
            if (refusal is { } refused)
            {
                work.Letter = Letter(refused.Reason, refused.Detail, scope, work);
                continue;
            }

            await ApplyOneAsync(work, report, scope, cancellationToken);
        }
    }

    private async ValueTask ApplyOneAsync(Work work, ApplyReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        var change = work.Change;
        var nowMs = NowMs();
        var waited = change.SinceMs == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, nowMs - change.SinceMs));
        var again = change with { SinceMs = change.SinceMs == 0 ? nowMs : change.SinceMs };
        try
        {
            var result = await _applier.ApplyAsync(change, waited, cancellationToken);
            nowMs = NowMs();
            report.Add(result, new AppliedLag(change.Version.Region, Math.Max(0, nowMs - change.Version.Ms), Math.Max(0, nowMs - work.Envelope.SentMs)));
            if (result.Outcome != ApplyOutcome.Deferred)
            {
                return;
            }

            if (waited < options.DeferralLimit)
            {
                work.Again = again;
                return;
            }

            var detail = $"A local write of this item was still not sequenced after {waited}. Look at CaptureItems of {options.Region}, then redrive.";
            work.Letter = Letter(DeadLetterReason.DeferredTooLong, detail, scope, work);
        }
        catch (StoreException e) when (e.IsThrottling && waited < options.DeferralLimit)
        {
            // The table has no room: that is not the change's fault and uses up none of its attempts, which are over in minutes.
            work.Again = again;
            report.Throttle(e.Message);
        }
        catch (StoreException e)
        {
            var attemptCount = change.AttemptCount + 1;
            if (e.IsRetryable && attemptCount < options.MaxAttempts)
            {
                work.Again = again with { AttemptCount = attemptCount };
                work.IsRetry = true;
                report.Retry(e.Message);
                return;
            }

            work.Letter = Letter(e.Reason, e.Message, scope, work) with
            {
                ExceptionType = e.InnerException?.GetType().Name ?? e.GetType().Name,
                AttemptCount = attemptCount,
            };
        }
    }

    private (DeadLetterReason Reason, string Detail)? Refusal(Change change)
    {
        if (change.Key.Entity != options.Entity)
        {
            return (DeadLetterReason.UnknownTarget, $"Entity '{change.Key.Entity}' is not synced here; this stack's EntityName is '{options.Entity}'.");
        }

        if (change.Version.Region == options.Region)
        {
            return (DeadLetterReason.Loop, $"The change {change.Version} was made in this region, {options.Region}, and came back.");
        }

        if (!options.Regions.Contains(change.Version.Region))
        {
            return (DeadLetterReason.UnknownTarget, $"The change {change.Version} comes from a region that is not among this stack's Regions, '{string.Join(',', options.Regions)}'.");
        }

        var aheadMs = change.Version.Ms - NowMs();
        return aheadMs > options.MaxDrift.TotalMilliseconds
            ? (DeadLetterReason.VersionFromTheFuture, $"The version {change.Version} is {aheadMs} ms ahead of this region's clock; {options.MaxDrift} are allowed. Check the clocks, then redrive.")
            : null;
    }

    private async ValueTask<ISet<int>> ForwardAsync(
        List<Work> works, List<(int Message, DeadLetter Letter)> letters, ApplyReport report, CancellationToken cancellationToken)
    {
        var failed = new HashSet<int>();
        var again = works.Where(w => w.Again is not null).ToList();
        if (again.Count > 0)
        {
            await SendAgainAsync(again, failed, cancellationToken);
        }

        letters.AddRange(works.Where(w => w.Letter is not null).Select(w => (w.Message, w.Letter!)));
        if (letters.Count > 0)
        {
            var messages = letters.ConvertAll(l => new OutgoingMessage(DeadLetterCodec.Encode(l.Letter), TimeSpan.Zero));
            var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.ChangesDeadLetters), messages, cancellationToken);
            for (var i = 0; i < letters.Count; i++)
            {
                report.DeadLetterCount += outcomes[i].IsSent ? 1 : 0;
                if (!outcomes[i].IsSent)
                {
                    failed.Add(letters[i].Message);
                }
            }
        }

        return failed;
    }

    // What comes back is packed again, by origin and by how long it waits: one bad change never holds the rest.
    private async ValueTask SendAgainAsync(List<Work> again, HashSet<int> failed, CancellationToken cancellationToken)
    {
        var messages = new List<OutgoingMessage>();
        var owners = new List<IReadOnlyList<Work>>();
        foreach (var group in again.GroupBy(w => (w.Envelope.Origin, w.Envelope.Hops, w.Envelope.SentMs, Delay: DelayOf(w.Again!, w.IsRetry))))
        {
            var members = group.ToList();
            var header = new EnvelopeHeader(group.Key.Origin, group.Key.Hops, group.Key.SentMs);
            var tooLarge = new List<int>();
            foreach (var packed in EnvelopePacker.Pack(header, members.ConvertAll(w => w.Again!), tooLarge))
            {
                messages.Add(new OutgoingMessage(packed.Json, group.Key.Delay));
                owners.Add(members.GetRange(packed.FirstChange, packed.ChangeCount));
            }

            // A few bytes of bookkeeping made it too large: the original message stays, with its own visibility timeout.
            failed.UnionWith(tooLarge.Select(i => members[i].Message));
        }

        var outcomes = messages.Count == 0 ? [] : await queues.SendAsync(new QueueAddress(QueueKind.Changes), messages, cancellationToken);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (!outcomes[i].IsSent)
            {
                failed.UnionWith(owners[i].Select(w => w.Message));
            }
        }
    }

    private TimeSpan DelayOf(Change change, bool isRetry) => isRetry
        ? Backoff.ForAttempt(change.AttemptCount)
        : Backoff.ForWait(TimeSpan.FromMilliseconds(Math.Max(0, NowMs() - change.SinceMs)));

    private DeadLetter Letter(DeadLetterReason reason, string detail, InvocationScope scope, Work work)
    {
        var header = new EnvelopeHeader(work.Envelope.Origin, work.Envelope.Hops, work.Envelope.SentMs);
        var packed = EnvelopePacker.Pack(header, [work.Change with { AttemptCount = 0, SinceMs = 0 }], new List<int>());
        var letter = Letter(reason, $"{work.Change.Key.Entity} {work.Change.Key.Json} version {work.Change.Version}: {detail}", scope);
        return letter with
        {
            AttemptCount = work.Change.AttemptCount + 1,
            FirstMs = work.Change.SinceMs == 0 ? letter.LastMs : work.Change.SinceMs,
            Payload = packed[0].Json,
        };
    }

    private DeadLetter Letter(DeadLetterReason reason, string detail, InvocationScope scope) =>
        DeadLetter.Now(reason, detail, options.Region, scope, time);

    private static byte[] Wrap(Envelope envelope, ReadOnlyMemory<byte> change) =>
    [
        .. Encoding.UTF8.GetBytes($"{{\"format\":{Envelope.CurrentFormat},\"origin\":\"{envelope.Origin}\",\"hops\":{envelope.Hops},\"sentMs\":{envelope.SentMs},\"changes\":["),
        .. change.Span,
        .. "]}"u8,
    ];

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
