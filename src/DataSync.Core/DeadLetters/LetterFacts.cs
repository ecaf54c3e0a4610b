namespace DataSync.Core.DeadLetters;

/// <summary>What a message of a dead-letter queue says, whatever it is.</summary>
public sealed record LetterFacts
{
    /// <summary>Changes listed when nothing is said.</summary>
    public const int DefaultMaxChanges = 100;

    /// <summary>What it is.</summary>
    public required LetterKind Kind { get; init; }

    /// <summary>Why it was given up on; null when the queue service moved it, which gives no reason.</summary>
    public DeadLetterReason? Reason { get; init; }

    /// <summary>Why, in words; empty when nothing says so.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Type of the exception behind it; null when there was none.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Region that gave up; null when the message does not tell.</summary>
    public string? Region { get; init; }

    /// <summary>Function that gave up; null when the message does not tell.</summary>
    public string? Function { get; init; }

    /// <summary>Request id of the invocation that gave up; null when the message does not tell.</summary>
    public string? RequestId { get; init; }

    /// <summary>Region the changes were made in; null when the message does not tell.</summary>
    public string? Origin { get; init; }

    /// <summary>Region it was parked for; null when it was not parked.</summary>
    public string? Target { get; init; }

    /// <summary>The changes it is about, as many as were asked for; none for a heartbeat and for what cannot be read.</summary>
    public IReadOnlyList<LetterChange> Changes { get; init; } = [];

    /// <summary>How many changes it is about, listed or not.</summary>
    public int ChangeCount { get; init; }

    /// <summary>How often it was tried; 0 when the message does not tell.</summary>
    public int AttemptCount { get; init; }

    /// <summary>First try, in milliseconds since the Unix epoch; when it was sent, if the message does not tell.</summary>
    public long FirstMs { get; init; }

    /// <summary>Last try, in milliseconds since the Unix epoch; when it was sent, if the message does not tell.</summary>
    public long LastMs { get; init; }

    /// <summary>How often it was sent back, and what came of it; null when it never was.</summary>
    public ReplayHistory? History { get; init; }

    /// <summary>The part of the history that is not in the payload's changes.</summary>
    internal ReplayHistory? Outer { get; init; }

    /// <summary>The run that sent each of its changes back last; null for one that never was. One entry where there are no changes.</summary>
    internal IReadOnlyList<string?> Runs { get; init; } = [];

    /// <summary>What is sent back, without any history: an envelope, a record, an event, a batch or any text. Empty when there is nothing.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Reads a message. Never throws: what cannot be read is <see cref="LetterKind.Unreadable"/>.</summary>
    /// <param name="body">The message; must stay unchanged as long as the result is used.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="names">What the tables and buckets of the region are called, for letters that do not tell.</param>
    /// <param name="maxChanges">How many changes to list at most.</param>
    public static LetterFacts Read(ReadOnlyMemory<byte> body, DateTimeOffset sentAt, EntityNames names = default, int maxChanges = DefaultMaxChanges) =>
        LetterReader.Read(body, sentAt.ToUnixTimeMilliseconds(), names, maxChanges);
}

/// <summary>Logical names that stream records and events of a bucket do not hold.</summary>
/// <param name="Items">Name of the table; null when unknown.</param>
/// <param name="Objects">Name of the bucket; null when unknown.</param>
public readonly record struct EntityNames(string? Items, string? Objects);
