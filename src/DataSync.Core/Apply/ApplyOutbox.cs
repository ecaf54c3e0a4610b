using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;

namespace DataSync.Core.Apply;

/// <summary>Where changes go that a batch could not settle: back into the queue with a delay, or to the dead letters.</summary>
internal sealed class ApplyOutbox(SyncOptions options, IQueueSender queues, TimeProvider time)
{
    /// <summary>Sends both; returns the indexes of the messages that must stay in the queue, because something of theirs was not taken.</summary>
    public async ValueTask<ISet<int>> SendAsync(
        List<ApplyWork> works, List<(int Message, DeadLetter Letter)> letters, ApplyReport report, CancellationToken cancellationToken)
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
            var messages = letters.ConvertAll(l => new OutgoingMessage(DeadLetterCodec.EncodeForQueue(l.Letter), TimeSpan.Zero));
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
    private async ValueTask SendAgainAsync(List<ApplyWork> again, HashSet<int> failed, CancellationToken cancellationToken)
    {
        var messages = new List<OutgoingMessage>();
        var owners = new List<IReadOnlyList<ApplyWork>>();
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

            foreach (var work in tooLarge.Select(i => members[i]))
            {
                if (PackWithoutFailures(header, work.Again!) is { } slim)
                {
                    messages.Add(new OutgoingMessage(slim, group.Key.Delay));
                    owners.Add([work]);
                    continue;
                }

                // A few bytes of bookkeeping made it too large: the original message stays, with its own visibility timeout.
                failed.Add(work.Message);
            }
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

    // The past failures are the first to go; the run stays as long as there is room for it.
    private static ReadOnlyMemory<byte>? PackWithoutFailures(EnvelopeHeader header, Change change)
    {
        if (change.History is null)
        {
            return null;
        }

        var packed = EnvelopePacker.Pack(header, [change with { History = change.History.Trimmed }], new List<int>());
        packed = packed.Count > 0 ? packed : EnvelopePacker.Pack(header, [change with { History = null }], new List<int>());
        return packed.Count > 0 ? packed[0].Json : null;
    }

    private TimeSpan DelayOf(Change change, bool isRetry) => isRetry
        ? Backoff.ForAttempt(change.AttemptCount)
        : Backoff.ForWait(TimeSpan.FromMilliseconds(Math.Max(0, NowMs() - change.SinceMs)));

    /// <summary>A letter for a change, with the change in it.</summary>
    public DeadLetter Letter(DeadLetterReason reason, string detail, InvocationScope scope, ApplyWork work)
    {
        var header = new EnvelopeHeader(work.Envelope.Origin, work.Envelope.Hops, work.Envelope.SentMs);
        var packed = EnvelopePacker.Pack(header, [work.Change with { AttemptCount = 0, SinceMs = 0, History = null }], new List<int>());
        var letter = Letter(reason, $"{work.Change.Key.Entity} {work.Change.Key.Json} version {work.Change.Version}: {detail}", scope);
        return letter with
        {
            AttemptCount = work.Change.AttemptCount + 1,
            FirstMs = work.Change.SinceMs == 0 ? letter.LastMs : work.Change.SinceMs,
            Payload = packed[0].Json,
            History = work.Change.History,
        };
    }

    /// <summary>A letter for a message.</summary>
    public DeadLetter Letter(DeadLetterReason reason, string detail, InvocationScope scope) =>
        DeadLetter.Now(reason, detail, options.Region, scope, time);

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
