using DataSync.Core.Apply;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Forward;

/// <summary>
/// Delivers parked envelopes to regions that were unreachable, or on hold. While a region stays down, or is on hold, its
/// envelopes are parked anew, as new messages: neither the receive count nor the queue's retention ever ends the wait.
/// </summary>
public sealed class ForwardHandler(SyncOptions options, IQueueSender queues, TargetBreaker breaker, HoldWatch holds, TimeProvider time)
{
    /// <summary>The longest that an envelope for a region on hold is out of sight: so long a release takes to show.</summary>
    public static readonly TimeSpan MaxHeldDelay = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(5);

    private readonly EnvelopeReader _reader = new();

    private sealed record Parked(QueueMessage Message, string Target, long SentMs);

    /// <summary>Handles messages. Errors of queues are reported, not thrown.</summary>
    public async ValueTask<ForwardReport> HandleAsync(IReadOnlyList<QueueMessage> messages, InvocationScope scope, CancellationToken cancellationToken)
    {
        var report = new ForwardReport();
        var byTarget = new Dictionary<string, List<Parked>>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            var (parked, letter) = Open(message, scope);
            if (letter is not null)
            {
                await BuryAsync(message, letter, report, cancellationToken);
                continue;
            }

            if (!byTarget.TryGetValue(parked!.Target, out var group))
            {
                byTarget.Add(parked.Target, group = []);
            }

            group.Add(parked);
        }

        if (byTarget.Count > 0)
        {
            await ForwardAllAsync([.. byTarget.Values], report, scope, cancellationToken);
        }

        return report;
    }

    private async ValueTask ForwardAllAsync(List<List<Parked>> groups, ForwardReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        IReadOnlySet<string> held;
        try
        {
            held = await holds.ReadAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            // Nobody knows where they may go. Parked anew they wait without using up their receives.
            report.Errors.Add(e.Message);
            await ParkAgainAsync([.. groups.SelectMany(g => g)], isHeld: false, report, cancellationToken);
            return;
        }

        await Task.WhenAll(groups.Select(group => ForwardAsync(group, held.Contains(group[0].Target), report, scope, cancellationToken).AsTask()));
    }

    private (Parked? Parked, DeadLetter? Letter) Open(QueueMessage message, InvocationScope scope)
    {
        try
        {
            var envelope = _reader.Read(message.Body);
            if (envelope.Target is { } target && options.Others.Contains(target))
            {
                return (new Parked(message, target, envelope.SentMs), null);
            }

            var detail = $"The envelope is parked for '{envelope.Target}', which is not among the other regions of this stack, '{string.Join(',', options.Others)}'. Add the region back, then redrive, or discard.";
            return (null, Letter(DeadLetterReason.UnknownTarget, detail, scope).WithEnvelope(message.Body));
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            var reason = e is UnknownFormatException ? DeadLetterReason.UnknownFormat : DeadLetterReason.MalformedEnvelope;
            return (null, Letter(reason, e.Message, scope).WithText(message.Body) with { ExceptionType = e.GetType().Name });
        }
    }

    private async ValueTask ForwardAsync(List<Parked> group, bool isHeld, ForwardReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        var target = group[0].Target;
        var unsent = group;
        if (!isHeld && !breaker.IsOpen(target))
        {
            unsent = await TrySendAsync(target, group, report, scope, cancellationToken);
            breaker.Report(target, isReachable: unsent.Count < group.Count);
        }

        if (unsent.Count > 0)
        {
            await ParkAgainAsync(unsent, isHeld, report, cancellationToken);
        }
    }

    private async ValueTask<List<Parked>> TrySendAsync(
        string target, List<Parked> group, ForwardReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        var outgoing = group.ConvertAll(p => new OutgoingMessage(p.Message.Body, TimeSpan.Zero));
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.Changes, target), outgoing, cancellationToken);
        var unsent = new List<Parked>();
        for (var i = 0; i < group.Count; i++)
        {
            if (outcomes[i].IsRefused)
            {
                var letter = Letter(DeadLetterReason.Rejected, $"The queue of {target} refuses the message for good: {outcomes[i].Error}", scope);
                await BuryAsync(group[i].Message, letter.WithEnvelope(group[i].Message.Body), report, cancellationToken);
            }
            else if (!outcomes[i].IsSent)
            {
                unsent.Add(group[i]);
            }
        }

        lock (report)
        {
            report.SentCount += outcomes.Count(o => o.IsSent);
            report.Errors.UnionWith(outcomes.Where(o => !o.IsSent).Select(o => $"{target}: {o.Error}"));
        }

        return unsent;
    }

    private async ValueTask ParkAgainAsync(List<Parked> unsent, bool isHeld, ForwardReport report, CancellationToken cancellationToken)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var outgoing = unsent.ConvertAll(p => new OutgoingMessage(p.Message.Body, DelayOf(nowMs - p.SentMs, isHeld)));
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.Parked), outgoing, cancellationToken);
        lock (report)
        {
            for (var i = 0; i < unsent.Count; i++)
            {
                var age = TimeSpan.FromMilliseconds(Math.Max(0, nowMs - unsent[i].SentMs));
                report.OldestUnsent = age > report.OldestUnsent ? age : report.OldestUnsent;
                report.ParkedAgainCount += outcomes[i].IsSent && !isHeld ? 1 : 0;
                report.HeldCount += outcomes[i].IsSent && isHeld ? 1 : 0;
                if (!outcomes[i].IsSent)
                {
                    report.FailedMessages.Add(unsent[i].Message.Id);
                    report.Errors.Add($"parked: {outcomes[i].Error}");
                }
            }
        }
    }

    // An eighth of the outage so far: a short outage is over soon, a long one does not cost a request a minute for each message.
    // Who ends a hold is a person, who waits for it to show.
    private static TimeSpan DelayOf(long ageMs, bool isHeld)
    {
        var longest = isHeld ? MaxHeldDelay : Backoff.MaxDelay;
        var seconds = Math.Clamp(Math.Ceiling(ageMs / 8000.0), MinDelay.TotalSeconds, longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds);
    }

    private async ValueTask BuryAsync(QueueMessage message, DeadLetter letter, ForwardReport report, CancellationToken cancellationToken)
    {
        var outgoing = new OutgoingMessage(DeadLetterCodec.EncodeForQueue(letter), TimeSpan.Zero);
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.ParkedDeadLetters), [outgoing], cancellationToken);
        lock (report)
        {
            report.DeadLetterCount += outcomes[0].IsSent ? 1 : 0;
            if (!outcomes[0].IsSent)
            {
                report.FailedMessages.Add(message.Id);
            }
        }
    }

    private DeadLetter Letter(DeadLetterReason reason, string detail, InvocationScope scope) =>
        DeadLetter.Now(reason, detail, options.Region, scope, time);
}
