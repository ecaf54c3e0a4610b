using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;

namespace DataSync.Core.Redrive;

/// <summary>What a letter asks for, without the bookkeeping: the same for two letters that hold the same changes.</summary>
internal static class LetterContent
{
    /// <summary>Stands for the content; null for what is never taken for a copy.</summary>
    public static Digest? Of(LetterFacts facts) => facts.Kind is LetterKind.Batch or LetterKind.Empty ? null : Of(facts.Payload);

    /// <summary>Stands for a message without history.</summary>
    public static Digest Of(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var envelope = new EnvelopeReader().Read(payload);
            if (envelope.Malformed.Count == 0 && Changes(envelope) is { } changes)
            {
                return Digest.Of(changes);
            }
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            // Then it is what it is, byte by byte.
        }

        return Digest.Of(payload.Span);
    }

    private static byte[]? Changes(Envelope envelope)
    {
        var bare = envelope.Changes.Select(c => c with { AttemptCount = 0, SinceMs = 0, History = null }).ToArray();
        var tooLarge = new List<int>();
        var packed = EnvelopePacker.Pack(new EnvelopeHeader(envelope.Origin, Hops: 0, SentMs: 0), bare, tooLarge);
        return tooLarge.Count > 0
            ? null
            : [.. Encoding.UTF8.GetBytes(envelope.Target ?? ""), 0, .. packed.SelectMany(p => p.Json.ToArray())];
    }
}
