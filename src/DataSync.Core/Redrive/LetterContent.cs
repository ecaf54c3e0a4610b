using System.Text;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;

namespace DataSync.Core.Redrive;

/// <summary>What a letter asks for, without the bookkeeping: a digest for each of its changes, or one for all that it holds where there are none.</summary>
internal sealed class LetterContent
{
    private readonly Envelope? _envelope;

    private LetterContent(IReadOnlyList<Digest> parts, Envelope? envelope)
    {
        Parts = parts;
        _envelope = envelope;
    }

    /// <summary>The same for two letters that hold the same changes; none for what is never taken for a copy.</summary>
    public IReadOnlyList<Digest> Parts { get; }

    /// <summary>The content of a letter.</summary>
    public static LetterContent Of(LetterFacts facts) => facts.Kind is LetterKind.Batch or LetterKind.Empty ? new LetterContent([], null) : Of(facts.Payload);

    /// <summary>The content of a message without history.</summary>
    public static LetterContent Of(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var envelope = new EnvelopeReader().Read(payload);
            var parts = envelope.Changes.Select(c => PartOf(envelope, c)).ToArray();
            if (envelope.Malformed.Count == 0 && parts.Length > 0 && Array.TrueForAll(parts, p => p is not null))
            {
                return new LetterContent([.. parts.Select(p => p!.Value)], envelope);
            }
        }
        catch (Exception e) when (e is MalformedItemException or UnknownFormatException)
        {
            // Then it is what it is, byte by byte.
        }

        return new LetterContent([Digest.Of(payload.Span)], null);
    }

    /// <summary>The envelope without some of its changes; null when that does not make one message.</summary>
    public ReadOnlyMemory<byte>? Without(IReadOnlySet<Digest> parts)
    {
        if (_envelope is null)
        {
            return null;
        }

        var left = _envelope.Changes.Where((_, i) => !parts.Contains(Parts[i])).ToArray();
        var tooLarge = new List<int>();
        var packed = EnvelopePacker.Pack(new EnvelopeHeader(_envelope.Origin, _envelope.Hops, _envelope.SentMs), left, tooLarge);
        if (packed.Count != 1 || tooLarge.Count > 0)
        {
            return null;
        }

        return _envelope.Target is { } target ? packed[0].WithTarget(target) : packed[0].Json;
    }

    private static Digest? PartOf(Envelope envelope, Change change)
    {
        var bare = change with { AttemptCount = 0, SinceMs = 0, History = null };
        var packed = EnvelopePacker.Pack(new EnvelopeHeader(envelope.Origin, Hops: 0, SentMs: 0), [bare], new List<int>());
        return packed.Count == 0 ? null : Digest.Of([.. Encoding.UTF8.GetBytes(envelope.Target ?? ""), 0, .. packed[0].Json.Span]);
    }
}
