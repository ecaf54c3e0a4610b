using System.Text;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;

namespace DataSync.Core.DeadLetters;

/// <summary>Tells what a message of a dead-letter queue is, by trying the shapes it may have.</summary>
internal static class LetterReader
{
    private const string ObjectCapture = "CaptureObjects";

    public static LetterFacts Read(ReadOnlyMemory<byte> body, long sentMs, EntityNames names, int maxChanges)
    {
        if (TryDecode(body) is { } letter)
        {
            return OfLetter(letter, sentMs, names, maxChanges);
        }

        var (bare, history) = ReplayHistoryJson.Detach(body);
        var facts = new LetterFacts { Kind = LetterKind.Unreadable, Payload = bare, History = history, Outer = history, Runs = [history?.Run], FirstMs = sentMs, LastMs = sentMs };
        if (TryEnvelope(bare) is { } envelope)
        {
            return WithEnvelope(facts, envelope, maxChanges) with { Kind = LetterKind.MovedEnvelope };
        }

        if (FailedBatch.TryRead(body) is { } batch)
        {
            return OfBatch(facts, batch, names, maxChanges);
        }

        return EventFacts.TryRead(bare, names.Objects ?? "") is { } events
            ? WithChanges(facts, events.Changes, maxChanges) with { Kind = LetterKind.MovedEvent, Origin = events.Region }
            : facts;
    }

    private static DeadLetter? TryDecode(ReadOnlyMemory<byte> body)
    {
        try
        {
            return DeadLetterCodec.Decode(body);
        }
        catch (MalformedItemException)
        {
            return null; // not one of ours: the queue service moved the message itself, as it was
        }
    }

    private static Envelope? TryEnvelope(ReadOnlyMemory<byte> body)
    {
        try
        {
            return new EnvelopeReader().Read(body);
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            return null;
        }
    }

    private static LetterFacts OfLetter(DeadLetter letter, long sentMs, EntityNames names, int maxChanges)
    {
        var text = letter.Body is null ? letter.Payload : Encoding.UTF8.GetBytes(letter.Body);
        var (payload, carried) = ReplayHistoryJson.Detach(text);
        var facts = new LetterFacts
        {
            Kind = Kind(letter),
            Reason = letter.Reason,
            Detail = letter.Detail,
            ExceptionType = letter.ExceptionType,
            Region = NullIfEmpty(letter.Region),
            Function = NullIfEmpty(letter.Function),
            RequestId = NullIfEmpty(letter.RequestId),
            AttemptCount = letter.AttemptCount,
            FirstMs = letter.FirstMs == 0 ? sentMs : letter.FirstMs,
            LastMs = letter.LastMs == 0 ? sentMs : letter.LastMs,
            History = ReplayHistory.Join(letter.History, carried),
            Outer = ReplayHistory.Join(letter.History, carried),
            Runs = [carried?.Run ?? letter.History?.Run],
            Payload = payload,
        };
        if (facts.Kind == LetterKind.Record)
        {
            return WithChanges(facts, RecordFacts.Read(payload, names.Items ?? ""), maxChanges) with { Origin = facts.Region };
        }

        if (letter.Function == ObjectCapture && EventFacts.TryRead(payload, names.Objects ?? "") is { } events)
        {
            return WithChanges(facts, events.Changes, maxChanges) with { Origin = facts.Region };
        }

        return TryEnvelope(payload) is { } envelope ? WithEnvelope(facts, envelope, maxChanges) : facts;
    }

    private static LetterKind Kind(DeadLetter letter) => letter switch
    {
        { Body: not null } => LetterKind.Text,
        { Payload.IsEmpty: true } => LetterKind.Empty,
        { IsRecord: true } => LetterKind.Record,
        _ => LetterKind.Envelope,
    };

    private static LetterFacts OfBatch(LetterFacts facts, FailedBatch batch, EntityNames names, int maxChanges) =>
        WithChanges(facts, RecordFacts.ReadBatch(batch.Payload, names.Items ?? ""), maxChanges) with
        {
            Kind = LetterKind.Batch,
            Reason = DeadLetterReason.RetriesExhausted,
            Detail = $"Lambda gave up on {batch.RecordCount} records of shard {batch.Shard}: {batch.Condition}, tried {batch.InvokeCount} times.",
            Region = batch.Region,
            Origin = batch.Region,
            Function = NullIfEmpty(batch.Function),
            RequestId = NullIfEmpty(batch.RequestId),
            AttemptCount = batch.InvokeCount,
            FirstMs = batch.FirstMs == 0 ? facts.FirstMs : batch.FirstMs,
            LastMs = batch.AtMs == 0 ? facts.LastMs : batch.AtMs,
            Payload = batch.Payload,
        };

    private static LetterFacts WithEnvelope(LetterFacts facts, Envelope envelope, int maxChanges)
    {
        var changes = envelope.Changes.Select(c => new LetterChange(c.Key.Entity, c.Key.Json, c.Version, c.IsDelete))
            .Concat(envelope.Malformed.Select(_ => new LetterChange("", "", null, false)));
        var carried = envelope.Changes.Select(c => c.History).Append(envelope.History).MaxBy(h => h?.ReplayCount ?? 0);
        return WithChanges(facts, [.. changes], maxChanges) with
        {
            Origin = envelope.Origin,
            Target = envelope.Target,
            History = ReplayHistory.Join(carried, facts.Outer),
            Runs = facts.Outer is not null || envelope.Changes.Count == 0 ? facts.Runs : [.. envelope.Changes.Select(c => c.History?.Run)],
        };
    }

    private static LetterFacts WithChanges(LetterFacts facts, IReadOnlyList<LetterChange> changes, int maxChanges) =>
        facts with { Changes = changes.Count <= maxChanges ? changes : [.. changes.Take(maxChanges)], ChangeCount = changes.Count };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
