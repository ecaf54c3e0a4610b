using DataSync.Core.Capture;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Decides whether a correction may take a letter's place.</summary>
internal static class EditCheck
{
    /// <summary>What is wrong with the correction; null when nothing is.</summary>
    /// <param name="request">The correction.</param>
    /// <param name="facts">The letter it is for.</param>
    /// <param name="target">The queue it goes to; null for a record.</param>
    public static string? Problem(EditRequest request, LetterFacts facts, QueueKind? target)
    {
        var (replacement, _) = ReplayHistoryJson.Detach(request.Replacement);
        if (!facts.Payload.IsEmpty && LetterContent.Of(replacement).Parts.SequenceEqual(LetterContent.Of(facts.Payload).Parts))
        {
            return "The correction changes nothing. Replay the letter as it is.";
        }

        return target switch
        {
            QueueKind.Changes or QueueKind.Parked => OfEnvelope(request, replacement, facts, target.Value),
            QueueKind.ObjectEvents => EventFacts.TryRead(replacement, "") is { } events && events.Changes.All(c => c.Key.Length > 0)
                ? null
                : "The correction is not an event of a bucket that names an object.",
            _ => OfRecord(request, replacement, facts),
        };
    }

    private static string? OfEnvelope(EditRequest request, ReadOnlyMemory<byte> replacement, LetterFacts facts, QueueKind target)
    {
        Envelope envelope;
        try
        {
            envelope = new EnvelopeReader().Read(replacement);
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            return e.Message;
        }

        if (envelope.Malformed.Count > 0)
        {
            return $"{envelope.Malformed.Count} of its changes cannot be read: {envelope.Malformed[0].Error}";
        }

        if (envelope.Changes.Count == 0)
        {
            return "The correction has no changes. To drop the letter, discard it.";
        }

        if (target == QueueKind.Parked && envelope.Target is null)
        {
            return "A parked envelope names the region it is for in \"target\".";
        }

        if (!request.AllowsOtherRegions && facts.Origin is not null && (facts.Origin != envelope.Origin || facts.Target != envelope.Target))
        {
            return $"The letter comes from {facts.Origin}{For(facts.Target)}, the correction from {envelope.Origin}{For(envelope.Target)}. That is allowed only on request.";
        }

        var packed = EnvelopePacker.Pack(new EnvelopeHeader(envelope.Origin, envelope.Hops, envelope.SentMs), envelope.Changes, new List<int>());
        return replacement.Length > EnvelopePacker.MaxBytes && packed.Count != 1 ? $"The correction is larger than a message, {EnvelopePacker.MaxBytes} bytes." : null;
    }

    private static string? OfRecord(EditRequest request, ReadOnlyMemory<byte> replacement, LetterFacts facts)
    {
        if (facts.Reason is null)
        {
            return "SQS moved this message itself, and it is no letter of the service: it can be discarded, not edited.";
        }

        try
        {
            _ = new StreamEventReader(request.Entity, request.StampAttribute).ReadRecord(replacement);
            return null;
        }
        catch (MalformedItemException e)
        {
            return e.Message;
        }
    }

    private static string For(string? target) => target is null ? "" : $" and is for {target}";
}
