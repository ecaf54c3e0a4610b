namespace DataSync.Core.Envelopes;

/// <summary>What an envelope says about itself, apart from its changes.</summary>
/// <param name="Origin">The region that sent it first.</param>
/// <param name="Hops">How often it crossed from one region to another.</param>
/// <param name="SentMs">When it was sent first, in milliseconds since the Unix epoch.</param>
public readonly record struct EnvelopeHeader(string Origin, int Hops, long SentMs);
