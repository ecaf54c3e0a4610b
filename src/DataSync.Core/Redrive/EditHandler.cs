using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>
/// Sends a corrected message in place of a letter: the original is first kept in the archive, then the correction is sent,
/// then the letter is deleted. A crash in between leaves the original where it was.
/// </summary>
public sealed class EditHandler(IDeadLetterSource source, IQueueSender queues, ILetterArchive archive)
{
    /// <summary>Corrects one letter.</summary>
    /// <exception cref="StoreException">A queue or the archive failed.</exception>
    public async ValueTask<EditResult> HandleAsync(EditRequest request, CancellationToken cancellationToken = default)
    {
        if (request.Queue == QueueKind.FailedBatches)
        {
            return Refused("A failed batch is what the stream held: it can be replayed or discarded, not edited. Its records that still fail become letters of capture.");
        }

        await using var scan = new LetterScan(source, request.Queue);
        if (await LetterFinder.FindAsync(scan, request.MessageId, cancellationToken) is not { } letter)
        {
            return new EditResult(EditOutcome.NotFound, $"{DeadLetterQueues.NameOf(request.Queue)} has no letter '{request.MessageId}', or somebody else holds it just now.", null);
        }

        var facts = LetterFacts.Read(letter.Body, letter.SentAt);
        var target = LetterRoute.Of(request.Queue, facts);
        if (EditCheck.Problem(request, facts, target) is { } problem)
        {
            return Refused(problem);
        }

        var name = await archive.PutAsync(new ArchivedLetter(ArchiveKind.Edited, request.Queue, letter, request.By, request.Why), CancellationToken.None);
        var failure = PastFailure.Of(facts, letter.MessageId) with { Archive = name };
        var history = ReplayHistory.Add(facts.Outer, failure, request.RunId);
        var message = new OutgoingMessage(target is null ? Letter(request, letter, history) : Message(request, history), TimeSpan.Zero);
        var outcomes = await queues.SendAsync(new QueueAddress(target ?? request.Queue), [message], CancellationToken.None);
        if (!outcomes[0].IsSent)
        {
            return new EditResult(EditOutcome.NotTaken, outcomes[0].Error, name);
        }

        var errors = await scan.DeleteAsync([letter]);
        return errors[0] is { } error
            ? new EditResult(EditOutcome.Undeleted, error, name)
            : new EditResult(target is null ? EditOutcome.Replaced : EditOutcome.Sent, null, name);
    }

    private static EditResult Refused(string problem) => new(EditOutcome.Refused, problem, null);

    private static ReadOnlyMemory<byte> Message(EditRequest request, ReplayHistory history)
    {
        var (bare, _) = ReplayHistoryJson.Detach(request.Replacement);
        var body = ReplayHistoryJson.Attach(bare, history)!.Value;
        if (body.Length <= EnvelopePacker.MaxBytes)
        {
            return body;
        }

        // A person edits what was compressed in plain text; it is sent as small as it came.
        var envelope = new EnvelopeReader().Read(bare);
        var header = new EnvelopeHeader(envelope.Origin, envelope.Hops, envelope.SentMs);
        var packed = EnvelopePacker.Pack(header, envelope.Changes, new List<int>())[0];
        var small = envelope.Target is { } region ? packed.WithTarget(region) : packed.Json;
        return ReplayHistoryJson.Attach(small, history.Trimmed)!.Value;
    }

    // No queue takes records. The corrected one takes the original's place among the letters.
    private static ReadOnlyMemory<byte> Letter(EditRequest request, ReceivedLetter letter, ReplayHistory history)
    {
        var (record, _) = ReplayHistoryJson.Detach(request.Replacement);
        return DeadLetterCodec.EncodeForQueue(DeadLetterCodec.Decode(letter.Body) with { Payload = record, IsRecord = true, Body = null, History = history });
    }
}
