using DataSync.Core.DeadLetters;

namespace DataSync.Core.Envelopes;

/// <summary>A message: changes for one region. Without changes it is a heartbeat.</summary>
public sealed record Envelope
{
    /// <summary>The format this release writes, and the newest it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The region that sent it first.</summary>
    public required string Origin { get; init; }

    /// <summary>How often it crossed from one region to another.</summary>
    public required int Hops { get; init; }

    /// <summary>When it was sent first, in milliseconds since the Unix epoch.</summary>
    public required long SentMs { get; init; }

    /// <summary>The region it is parked for; null in a changes queue.</summary>
    public string? Target { get; init; }

    /// <summary>What the whole envelope went through; null when it was never sent back. It is part of each change's history.</summary>
    public ReplayHistory? History { get; init; }

    /// <summary>The changes that could be read.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>The changes that could not.</summary>
    public IReadOnlyList<MalformedChange> Malformed { get; init; } = [];
}

/// <summary>A change that could not be read: the rest of its envelope goes on without it.</summary>
/// <param name="Json">The change as it came.</param>
/// <param name="Error">What is wrong with it.</param>
public sealed record MalformedChange(ReadOnlyMemory<byte> Json, string Error);
