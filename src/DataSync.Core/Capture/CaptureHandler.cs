using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.FanOut;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Capture;

/// <summary>
/// The stream side: settles echoes, sequences local writes and fans them out. A record is done only when its change is
/// safe in a queue for every other region. Running a batch again, or part of it, changes nothing.
/// </summary>
/// <remarks>The caller runs at most one handler per item at a time, in stream order: Lambda's guarantee.</remarks>
public sealed class CaptureHandler(SyncOptions options, ILedger ledger, IItemStore items, FanOutSender fanOut, IQueueSender queues, TimeProvider time)
{
    private readonly Sequencer _sequencer = new(options, ledger);
    private readonly Settler _settler = new(ledger, items);

    private readonly record struct Outgoing(Change Change, int Record);

    /// <summary>Handles records in stream order. Errors of stores and queues are reported, not thrown.</summary>
    public async ValueTask<CaptureReport> HandleAsync(IReadOnlyList<StreamRecord> records, InvocationScope scope, CancellationToken cancellationToken)
    {
        var report = new CaptureReport();
        var groups = GroupByItem(records);
        var outgoing = new List<Outgoing>(groups.Count);
        await BoundedConcurrency.ForEachAsync(
            groups.Count, options.Concurrency, i => HandleItemAsync(records, groups[i], outgoing, report, scope, cancellationToken));

        if (outgoing.Count > 0)
        {
            await SendAsync(outgoing, report, scope, cancellationToken);
        }

        return report;
    }

    /// <summary>Writes a dead letter for a record that could not be read. False when the queue did not take it: the record is not done.</summary>
    public ValueTask<bool> BuryAsync(ReadOnlyMemory<byte> record, string error, InvocationScope scope, CancellationToken cancellationToken) =>
        SendLetterAsync(Letter(error, scope).WithRecord(record), cancellationToken);

    /// <summary>Writes a dead letter for something that is not even JSON.</summary>
    public ValueTask<bool> BuryTextAsync(string text, string error, InvocationScope scope, CancellationToken cancellationToken) =>
        SendLetterAsync(Letter(error, scope).WithText(Encoding.UTF8.GetBytes(text)), cancellationToken);

    private static List<List<int>> GroupByItem(IReadOnlyList<StreamRecord> records)
    {
        var groups = new List<List<int>>(records.Count);
        var byKey = new Dictionary<ItemKey, List<int>>(records.Count);
        for (var i = 0; i < records.Count; i++)
        {
            if (!byKey.TryGetValue(records[i].Key, out var group))
            {
                byKey.Add(records[i].Key, group = new List<int>(1));
                groups.Add(group);
            }

            group.Add(i);
        }

        return groups;
    }

    private async ValueTask HandleItemAsync(
        IReadOnlyList<StreamRecord> records, List<int> group, List<Outgoing> outgoing, CaptureReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        for (var i = 0; i < group.Count; i++)
        {
            var first = records[group[i]];
            var failedRecord = group[i];
            try
            {
                if (EchoRule.EchoVersion(first.Old, first.New) is { } echo)
                {
                    report.Echo(await _settler.SettleAsync(first.Key, echo, first.Old, cancellationToken));
                    continue;
                }

                while (i + 1 < group.Count && IsLocalWrite(records[group[i + 1]]))
                {
                    i++;
                }

                await SequenceAsync(first, records[group[i]], failedRecord, outgoing, report, cancellationToken);
            }
            catch (Exception e) when (e is MalformedItemException or StoreException { IsRetryable: false })
            {
                if (!await BuryRecordAsync(records[group[i]], e, scope, cancellationToken))
                {
                    report.Fail(failedRecord, "capture dead letters: the queue did not take the letter");
                    return;
                }

                lock (outgoing)
                {
                    report.DeadLetterCount++;
                }
            }
            catch (StoreException e)
            {
                report.Fail(failedRecord, e.Message);
                return;
            }
        }
    }

    // A record that cannot be read ends the run: it becomes a dead letter by itself, not in place of its predecessor.
    private static bool IsLocalWrite(StreamRecord record)
    {
        try
        {
            return EchoRule.EchoVersion(record.Old, record.New) is null;
        }
        catch (MalformedItemException)
        {
            return false;
        }
    }

    private async ValueTask SequenceAsync(
        StreamRecord first, StreamRecord last, int record, List<Outgoing> outgoing, CaptureReport report, CancellationToken cancellationToken)
    {
        var change = await _sequencer.SequenceAsync(first, last, cancellationToken);
        if (change is null)
        {
            report.Superseded();
            return;
        }

        lock (outgoing)
        {
            outgoing.Add(new Outgoing(change, record));
        }
    }

    private async ValueTask SendAsync(List<Outgoing> outgoing, CaptureReport report, InvocationScope scope, CancellationToken cancellationToken)
    {
        var sent = await fanOut.SendAsync(outgoing.ConvertAll(o => o.Change), scope, cancellationToken);
        report.CapturedCount = outgoing.Count;
        report.DeadLetterCount += sent.DeadLetterCount;
        report.FanOut = sent;
        foreach (var index in sent.FailedChanges)
        {
            report.Fail(outgoing[index].Record, string.Join("; ", sent.Errors));
        }
    }

    private ValueTask<bool> BuryRecordAsync(StreamRecord record, Exception why, InvocationScope scope, CancellationToken cancellationToken)
    {
        var letter = Letter(why.Message, scope).WithRecord(record.Json) with
        {
            Reason = why is StoreException store ? store.Reason : DeadLetterReason.MalformedRecord,
            ExceptionType = why.GetType().Name,
            Detail = $"{record.Key.Entity} {record.Key.Json} at {record.Position}: {why.Message}",
        };
        return SendLetterAsync(letter, cancellationToken);
    }

    private DeadLetter Letter(string detail, InvocationScope scope) =>
        DeadLetter.Now(DeadLetterReason.MalformedRecord, detail, options.Region, scope, time);

    private async ValueTask<bool> SendLetterAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var body = DeadLetterCodec.EncodeForQueue(letter);
        if (body.Length > EnvelopePacker.MaxBytes)
        {
            // Two images of 400 KB can be more than a message takes. The letter goes without them: a record that no queue
            // ever takes would block its shard.
            body = DeadLetterCodec.Encode(letter with
            {
                Payload = default,
                Body = null,
                Detail = $"{letter.Detail} The record is too large for this letter. Look the item up in {options.Region}'s table, and write it again when the cause is removed.",
            });
        }

        var message = new OutgoingMessage(body, TimeSpan.Zero);
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.CaptureDeadLetters), [message], cancellationToken);
        return outcomes[0].IsSent;
    }
}
