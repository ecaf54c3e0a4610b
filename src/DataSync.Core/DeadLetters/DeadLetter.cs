using System.Text;

namespace DataSync.Core.DeadLetters;

/// <summary>A message given up on, with everything needed to understand it and to play it again.</summary>
public sealed record DeadLetter
{
    /// <summary>A letter of this moment, to be filled in with <c>with</c>.</summary>
    public static DeadLetter Now(DeadLetterReason reason, string detail, string region, InvocationScope scope, TimeProvider time)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new DeadLetter
        {
            Reason = reason,
            Detail = detail,
            FirstMs = nowMs,
            LastMs = nowMs,
            Region = region,
            Function = scope.Function,
            RequestId = scope.RequestId,
        };
    }

    /// <summary>This letter with a message in it that is an envelope; the message's history becomes the letter's.</summary>
    public DeadLetter WithEnvelope(ReadOnlyMemory<byte> message)
    {
        var (bare, history) = ReplayHistoryJson.Detach(message);
        return this with { Payload = bare, History = history };
    }

    /// <summary>This letter with a stream record in it; the record's history becomes the letter's.</summary>
    public DeadLetter WithRecord(ReadOnlyMemory<byte> record) => WithEnvelope(record) with { IsRecord = true };

    /// <summary>This letter with a message in it that could not be read; the message's history, if that much can be, becomes the letter's.</summary>
    public DeadLetter WithText(ReadOnlyMemory<byte> message)
    {
        var (bare, history) = ReplayHistoryJson.Detach(message);
        return this with { Body = Encoding.UTF8.GetString(bare.Span), History = history };
    }

    /// <summary>Why.</summary>
    public required DeadLetterReason Reason { get; init; }

    /// <summary>Why, in words that name the setting or record, its value and the remedy.</summary>
    public required string Detail { get; init; }

    /// <summary>Type of the exception behind it; null when there was none.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>How often it was tried.</summary>
    public int AttemptCount { get; init; } = 1;

    /// <summary>First try, in milliseconds since the Unix epoch.</summary>
    public long FirstMs { get; init; }

    /// <summary>Last try, in milliseconds since the Unix epoch.</summary>
    public long LastMs { get; init; }

    /// <summary>Region that gave up.</summary>
    public required string Region { get; init; }

    /// <summary>Function that gave up.</summary>
    public required string Function { get; init; }

    /// <summary>Request id of the invocation that gave up.</summary>
    public required string RequestId { get; init; }

    /// <summary>An envelope or a stream record as JSON; empty when only <see cref="Body"/> is known.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>True when <see cref="Payload"/> is a stream record, false when it is an envelope.</summary>
    public bool IsRecord { get; init; }

    /// <summary>The message as it came, where it could not be read as JSON.</summary>
    public string? Body { get; init; }

    /// <summary>How often it was sent back, and what came of it; null when it never was.</summary>
    public ReplayHistory? History { get; init; }
}
