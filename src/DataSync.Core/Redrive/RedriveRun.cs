using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>One run over a dead-letter queue, and what it remembers: what it sent, so that copies are known as such.</summary>
internal sealed class RedriveRun(
    RedriveRequest request, LetterScan scan, IQueueSender queues, RecordReplay? records, TimeProvider time, RedriveReport report)
{
    // A queue that took nothing so often in a row will not take the next one either.
    private const int MaxFailedSends = 5;

    private const int MaxMessageBytes = 1024 * 1024;

    private readonly SendPace _pace = new(request.RatePerSecond, time);
    private readonly HashSet<Digest> _sent = [];
    private readonly List<Outbound> _pending = [];
    private readonly List<ReceivedLetter> _done = [];
    private readonly List<ReceivedLetter> _copies = [];
    private DateTimeOffset? _begin;
    private int _failedSends;
    private int _chosenCount;

    private readonly record struct Outbound(ReceivedLetter Letter, QueueKind Target, ReadOnlyMemory<byte> Body, LetterContent Content);

    /// <summary>True when enough letters went, or the queue takes none.</summary>
    public bool IsOver => _chosenCount == request.MessageIds?.Count || report.RedrivenCount + report.UndeletedCount + _pending.Count + _done.Count >= request.MaxCount || _failedSends >= MaxFailedSends;

    /// <summary>Sends what is to go of these letters, and deletes what went.</summary>
    public async ValueTask TakeAsync(IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken)
    {
        // By the queue's clock, since letters are dated by it: the newest time it told before anything was sent.
        _begin ??= letters.Max(l => l.SentAt > l.FirstReceivedAt ? l.SentAt : l.FirstReceivedAt);
        try
        {
            foreach (var letter in letters)
            {
                if (IsOver || cancellationToken.IsCancellationRequested)
                {
                    break;
                }

                report.SeenCount++;
                await TakeAsync(letter, cancellationToken);
            }

            await SendPendingAsync(cancellationToken);
        }
        finally
        {
            // Also when the run is stopped while it waits for its turn: what went would be a copy.
            await DeleteAsync();
        }
    }

    private async ValueTask TakeAsync(ReceivedLetter letter, CancellationToken cancellationToken)
    {
        if (request.MessageIds is { } chosen)
        {
            if (!chosen.Contains(letter.MessageId))
            {
                report.SkippedCount++;
                return;
            }

            _chosenCount++;
        }

        var facts = LetterFacts.Read(letter.Body, letter.SentAt, request.Names, int.MaxValue);
        if (facts.Runs.Contains(request.RunId))
        {
            report.FailedAgainCount++; // it was sent back by this run and has failed again: once is enough
            return;
        }

        if (!request.Filter.Matches(facts, time.GetUtcNow()))
        {
            report.SkippedCount++;
            return;
        }

        var content = LetterContent.Of(facts);
        if (_pending.Count >= _pace.BatchSize || _pending.Any(p => p.Content.Parts.Intersect(content.Parts).Any()))
        {
            await SendPendingAsync(cancellationToken);
        }

        var sentCount = content.Parts.Count(_sent.Contains);
        if (sentCount > 0 && sentCount == content.Parts.Count)
        {
            if (IsFromBefore(letter, facts))
            {
                _copies.Add(letter);
            }
            else
            {
                report.FailedAgainCount++;
            }
        }
        else if (facts.History?.ReplayCount >= request.MaxReplays)
        {
            report.WornOutCount++;
        }
        else
        {
            // A copy of some of it went: an envelope of which one change failed again, say, before its letter was deleted.
            var rest = sentCount > 0 && IsFromBefore(letter, facts) ? content.Without(_sent) : null;
            await AddAsync(letter, rest is null ? facts : facts with { Payload = rest.Value }, content, cancellationToken);
        }
    }

    /// <summary>
    /// A letter with the content of one that this run sent. Either it was there before: a copy. Or it is what came of
    /// sending, and is then the only place where its changes are. The latter has this run's id; a release that knows
    /// nothing of histories leaves none, and then only the queue's clock tells. Of two runs at the same time only the later
    /// one deletes what the other sent, or each could delete the other's.
    /// </summary>
    private bool IsFromBefore(ReceivedLetter letter, LetterFacts facts) =>
        facts.Runs.All(run => string.IsNullOrEmpty(run) ? letter.SentAt < _begin : string.CompareOrdinal(run, request.RunId) < 0);

    private async ValueTask AddAsync(ReceivedLetter letter, LetterFacts facts, LetterContent content, CancellationToken cancellationToken)
    {
        var history = ReplayHistory.Add(facts.Outer, PastFailure.Of(facts, letter.MessageId), request.RunId);
        if (facts.Kind is LetterKind.Record or LetterKind.Batch)
        {
            await ReplayAsync(letter, facts, content, history, cancellationToken);
        }
        else if (LetterRoute.Of(request.Queue, facts) is { } target && !facts.Payload.IsEmpty)
        {
            _pending.Add(new Outbound(letter, target, WithHistory(facts.Payload, history), content));
        }
        else
        {
            report.KeptCount++;
        }
    }

    private async ValueTask ReplayAsync(ReceivedLetter letter, LetterFacts facts, LetterContent content, ReplayHistory history, CancellationToken cancellationToken)
    {
        if (records is null || facts.Payload.IsEmpty)
        {
            report.KeptCount++;
            return;
        }

        if (!request.IsDryRun)
        {
            await _pace.WaitAsync(1, cancellationToken);
            var isSafe = facts.Kind == LetterKind.Record
                ? await records.Record(WithHistory(facts.Payload, history), cancellationToken)
                : await records.Batch(facts.Payload, cancellationToken);
            if (!isSafe)
            {
                report.KeptCount++;
                return;
            }
        }

        Remember(content);
        _done.Add(letter);
    }

    // What does not fit goes: first the failures, then the rest of the history. The change itself always goes back.
    private static ReadOnlyMemory<byte> WithHistory(ReadOnlyMemory<byte> payload, ReplayHistory history)
    {
        foreach (var fitting in new[] { history, history.Trimmed })
        {
            if (ReplayHistoryJson.Attach(payload, fitting) is { Length: <= MaxMessageBytes } body)
            {
                return body;
            }
        }

        return payload;
    }

    private async ValueTask SendPendingAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var batch = _pending.ToArray();
        _pending.Clear();
        if (!request.IsDryRun)
        {
            await _pace.WaitAsync(batch.Length, cancellationToken);
        }

        foreach (var group in batch.GroupBy(b => b.Target))
        {
            var outgoing = group.ToArray();

            // Begun is finished: a send that is cut off may have arrived all the same.
            var outcomes = request.IsDryRun
                ? [.. outgoing.Select(_ => SendOutcome.Sent)]
                : await queues.SendAsync(new QueueAddress(group.Key), [.. outgoing.Select(o => new OutgoingMessage(o.Body, TimeSpan.Zero))], CancellationToken.None);
            _failedSends = outcomes.Any(o => o.IsSent) ? 0 : _failedSends + 1;
            for (var i = 0; i < outgoing.Length; i++)
            {
                report.Add(outcomes[i].Error);
                if (outcomes[i].IsSent)
                {
                    Remember(outgoing[i].Content);
                    _done.Add(outgoing[i].Letter);
                }
                else
                {
                    report.KeptCount++;
                }
            }
        }
    }

    private void Remember(LetterContent content) => _sent.UnionWith(content.Parts);

    private async ValueTask DeleteAsync()
    {
        report.RedrivenCount += await DeleteAsync(_done);
        report.CopyCount += await DeleteAsync(_copies);
    }

    // How many are deleted; what is not is tried once more.
    private async ValueTask<int> DeleteAsync(List<ReceivedLetter> letters)
    {
        var count = letters.Count;
        if (request.IsDryRun || count == 0)
        {
            letters.Clear();
            return count;
        }

        var left = letters.ToArray();
        letters.Clear();
        for (var i = 0; i < 2 && left.Length > 0; i++)
        {
            var errors = await scan.DeleteAsync(left);
            left = [.. left.Where((_, at) => errors[at] is not null)];
            report.Add(errors.FirstOrDefault(e => e is not null));
        }

        report.UndeletedCount += left.Length;
        return count - left.Length;
    }
}
