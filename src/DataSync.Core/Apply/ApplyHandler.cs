using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Core.Apply;

/// <summary>
/// The apply side: takes messages apart, applies their changes, sends on what must come back later, and writes a dead
/// letter for what never can be applied. A message counts as done only when each of its changes is applied or safe in a queue.
/// </summary>
public sealed class ApplyHandler(SyncOptions options, ILedger ledger, IItemStore items, IQueueSender queues, TimeProvider time)
{
    // The batch is done by then. A ledger that is slower than this holds up the next one.
    private static readonly TimeSpan RecordLimit = TimeSpan.FromSeconds(2);

    private readonly Applier _applier = new(options, ledger, items);
    private readonly EnvelopeReader _reader = new();
    private readonly ApplyOutbox _outbox = new(options, queues, time);

    /// <summary>Applies objects; null when none are in sync.</summary>
    public ObjectApplier? Objects { get; init; }

    /// <summary>Holds items back that name an object which has not arrived; null: none is held back.</summary>
    public ObjectGate? Gate { get; init; }

    /// <summary>Reads images that were too large for a message; null where no other region sends any.</summary>
    public IPayloadStore? Payloads { get; init; }

    /// <summary>Keeps when other regions were last heard of; null: nobody asks.</summary>
    public IHeartbeats? Heard { get; init; }

    /// <summary>Handles messages. Errors of stores and queues are reported, not thrown.</summary>
    public async ValueTask<ApplyReport> HandleAsync(IReadOnlyList<QueueMessage> messages, InvocationScope scope, CancellationToken cancellationToken)
    {
        var report = new ApplyReport();
        var letters = new List<(int Message, DeadLetter Letter)>();
        var works = new List<ApplyWork>();
        for (var i = 0; i < messages.Count; i++)
        {
            Open(messages[i], i, works, letters, report, scope);
        }

        var groups = GroupByItem(works);
        await BoundedConcurrency.ForEachAsync(
            groups.Count, options.Concurrency, i => ApplyItemAsync(groups[i], report, scope, cancellationToken));

        var failed = await _outbox.SendAsync(works, letters, report, cancellationToken);
        foreach (var index in failed.Order())
        {
            report.Fail(messages[index].Id, "a queue did not take what must come back later");
        }

        await RecordHeartbeatsAsync(report, cancellationToken);
        return report;
    }

    private void Open(
        QueueMessage message, int index, List<ApplyWork> works, List<(int, DeadLetter)> letters, ApplyReport report, InvocationScope scope)
    {
        Envelope envelope;
        try
        {
            envelope = _reader.Read(message.Body);
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            var reason = e is UnknownFormatException ? DeadLetterReason.UnknownFormat : DeadLetterReason.MalformedEnvelope;
            letters.Add((index, _outbox.Letter(reason, e.Message, scope).WithText(message.Body) with { ExceptionType = e.GetType().Name }));
            return;
        }

        if (envelope.Hops > options.Regions.Count)
        {
            var detail = $"The envelope from {envelope.Origin} crossed {envelope.Hops} times between {options.Regions.Count} regions: it goes round in circles.";
            letters.Add((index, _outbox.Letter(DeadLetterReason.Loop, detail, scope).WithEnvelope(message.Body)));
            return;
        }

        foreach (var malformed in envelope.Malformed)
        {
            var letter = _outbox.Letter(DeadLetterReason.MalformedChange, malformed.Error, scope);
            letters.Add((index, letter with { Payload = Wrap(envelope, malformed.Json), History = envelope.History }));
        }

        if (envelope.Changes.Count == 0 && envelope.Malformed.Count == 0)
        {
            report.Heartbeat(envelope.Origin, envelope.SentMs);
        }

        works.AddRange(envelope.Changes.Select(change => new ApplyWork(index, envelope, change)));
    }

    // After all else, and at its own peril: whoever asks for it learns from its absence too, and no change waits for it.
    private async ValueTask RecordHeartbeatsAsync(ApplyReport report, CancellationToken cancellationToken)
    {
        if (Heard is null || report.Heartbeats.Count == 0)
        {
            return;
        }

        using var limit = new CancellationTokenSource(RecordLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (var (origin, sentMs) in report.HeartbeatsSentMs.Where(h => options.Regions.Contains(h.Key)))
        {
            try
            {
                await Heard.RecordAsync(new HeardHeartbeat(origin, sentMs, NowMs()), either.Token);
            }
            catch (Exception e) when (e is StoreException or OperationCanceledException)
            {
                report.Unrecorded(e.Message);
            }
        }
    }

    // Of one item's changes the newest goes first: the older ones then cost two reads and no write. They are not simply
    // dropped, because the newest may turn out to be one that cannot be applied.
    private static List<List<ApplyWork>> GroupByItem(List<ApplyWork> works)
    {
        var groups = new List<List<ApplyWork>>(works.Count);
        var byKey = new Dictionary<ItemKey, List<ApplyWork>>(works.Count);
        foreach (var work in works)
        {
            if (!byKey.TryGetValue(work.Change.Key, out var group))
            {
                byKey.Add(work.Change.Key, group = new List<ApplyWork>(1));
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

    private async ValueTask ApplyItemAsync(List<ApplyWork> group, ApplyReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        foreach (var work in group)
        {
            var refusal = Refusal(work.Change);
            if (refusal is { } refused)
            {
                work.Letter = _outbox.Letter(refused.Reason, refused.Detail, scope, work);
                continue;
            }

            await ApplyOneAsync(work, report, scope, cancellationToken);
        }
    }

    private async ValueTask ApplyOneAsync(ApplyWork work, ApplyReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        var change = work.Change;
        var nowMs = NowMs();
        var waited = change.SinceMs == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, nowMs - change.SinceMs));
        var again = change with { SinceMs = change.SinceMs == 0 ? nowMs : change.SinceMs };
        try
        {
            if (Gate is not null && await Gate.MustWaitAsync(change, waited, report, cancellationToken))
            {
                work.Again = again;
                return;
            }

            var result = await ApplyAsync(change, waited, scope, cancellationToken);
            nowMs = NowMs();
            report.Add(result, new AppliedLag(change.Version.Region, Math.Max(0, nowMs - change.Version.Ms), Math.Max(0, nowMs - work.Envelope.SentMs)));
            if (result.Outcome != ApplyOutcome.Deferred)
            {
                return;
            }

            if (waited < options.DeferralLimit)
            {
                work.Again = result.UploadId is null ? again : again with { Object = change.Object! with { UploadId = result.UploadId } };
                return;
            }

            var detail = $"A local write of this item was still not sequenced after {waited}. Look at {(ObjectKey.IsObject(change.Key) ? "CaptureObjects" : "CaptureItems")} of {options.Region}, then redrive.";
            work.Letter = _outbox.Letter(DeadLetterReason.DeferredTooLong, detail, scope, work);
        }
        catch (StoreException e) when (e.IsThrottling && waited < options.DeferralLimit)
        {
            // The store has no room: that is not the change's fault and uses up none of its attempts, which are over in minutes.
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

            work.Letter = _outbox.Letter(e.Reason, e.Message, scope, work) with
            {
                ExceptionType = e.InnerException?.GetType().Name ?? e.GetType().Name,
                AttemptCount = attemptCount,
            };
        }
    }

    private async ValueTask<ApplyResult> ApplyAsync(Change change, TimeSpan waited, InvocationScope scope, CancellationToken cancellationToken)
    {
        if (ObjectKey.IsObject(change.Key))
        {
            return await Objects!.ApplyAsync(change, waited, scope.Stop, cancellationToken);
        }

        if (change.Payload is { } payload)
        {
            var image = await Payloads!.GetAsync(payload, change.Version.Region, cancellationToken);
            change = change with { Image = ItemImage.Parse(image.Span), Payload = null };
        }

        return await _applier.ApplyAsync(change, waited, cancellationToken);
    }

    private (DeadLetterReason Reason, string Detail)? Refusal(Change change)
    {
        var isObject = ObjectKey.IsObject(change.Key);
        var isKnown = isObject ? Objects is not null && change.Key.Entity == options.ObjectEntity : change.Key.Entity == options.Entity;
        if (!isKnown || (change.Payload is not null && Payloads is null))
        {
            return (DeadLetterReason.UnknownTarget, isObject
                ? $"Objects of '{change.Key.Entity}' are not synced here; this stack's ObjectEntityName is '{options.ObjectEntity}'."
                : $"Entity '{change.Key.Entity}' is not synced here; this stack's EntityName is '{options.Entity}'.");
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

    private static byte[] Wrap(Envelope envelope, ReadOnlyMemory<byte> change) =>
    [
        .. Encoding.UTF8.GetBytes($"{{\"format\":{Envelope.CurrentFormat},\"origin\":\"{envelope.Origin}\",\"hops\":{envelope.Hops},\"sentMs\":{envelope.SentMs},\"changes\":["),
        .. change.Span,
        .. "]}"u8,
    ];

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
