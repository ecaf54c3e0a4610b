namespace DataSync.Core.DeadLetters;

/// <summary>One time that a message was given up on before it was sent back.</summary>
/// <param name="Reason">Why; null when the queue service moved it, which gives no reason.</param>
/// <param name="Detail">Why, in words; at most <see cref="MaxDetailLength"/> characters.</param>
/// <param name="AttemptCount">How often it had been tried.</param>
/// <param name="FirstMs">First try, in milliseconds since the Unix epoch; 0 when unknown.</param>
/// <param name="LastMs">Last try, in milliseconds since the Unix epoch.</param>
/// <param name="LetterId">Message id of the dead letter.</param>
public sealed record PastFailure(DeadLetterReason? Reason, string Detail, int AttemptCount, long FirstMs, long LastMs, string LetterId)
{
    /// <summary>Longer details are cut.</summary>
    public const int MaxDetailLength = 200;

    /// <summary>What the history says of a message without a reason.</summary>
    public const string MovedByQueue = "SQS moved the message itself: it was received too often.";

    /// <summary>Where the letter is kept as it was before a person corrected it; null when nobody did.</summary>
    public string? Archive { get; init; }

    /// <summary>The entry that a letter makes when it is sent back.</summary>
    public static PastFailure Of(LetterFacts facts, string letterId)
    {
        var detail = facts.Detail.Length > 0 ? facts.Detail : MovedByQueue;
        return new PastFailure(facts.Reason, Cut(detail), facts.AttemptCount, facts.FirstMs, facts.LastMs, letterId);
    }

    // Never between the halves of a pair: half a character is no text.
    private static string Cut(string text)
    {
        if (text.Length <= MaxDetailLength)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[MaxDetailLength - 1]) ? MaxDetailLength - 1 : MaxDetailLength)];
    }
}
