using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Which dead letters go back.</summary>
/// <param name="Queue">One of the dead-letter queues.</param>
/// <param name="MaxCount">At most so many, 1 to <see cref="LargestMaxCount"/>.</param>
/// <param name="Reason">Only letters with this reason; null for all, messages without a reason included.</param>
public sealed record RedriveRequest(QueueKind Queue, int MaxCount, DeadLetterReason? Reason)
{
    /// <summary>Letters taken back when nothing is said.</summary>
    public const int DefaultMaxCount = 1000;

    /// <summary>The most that one invocation takes back.</summary>
    public const int LargestMaxCount = 100_000;

    /// <summary>Reads a request as a person writes it.</summary>
    /// <param name="queue"><c>changes</c>, <c>parked</c>, <c>capture</c> or <c>object-events</c>.</param>
    /// <param name="max">Null for <see cref="DefaultMaxCount"/>.</param>
    /// <param name="reason">A name of <see cref="DeadLetterReason"/>; null or empty for all.</param>
    /// <exception cref="ArgumentException">A value is not one of these; the message names it.</exception>
    public static RedriveRequest Parse(string? queue, int? max, string? reason)
    {
        var kind = queue switch
        {
            "changes" => QueueKind.ChangesDeadLetters,
            "parked" => QueueKind.ParkedDeadLetters,
            "capture" => QueueKind.CaptureDeadLetters,
            "object-events" => QueueKind.ObjectEventDeadLetters,
            _ => throw new ArgumentException($"\"queue\" is '{queue}'; it must be changes, parked, capture or object-events."),
        };
        var count = max ?? DefaultMaxCount;
        if (count is < 1 or > LargestMaxCount)
        {
            throw new ArgumentException($"\"max\" is {count}; it must be between 1 and {LargestMaxCount}.");
        }

        if (string.IsNullOrEmpty(reason))
        {
            return new RedriveRequest(kind, count, null);
        }

        return Enum.TryParse<DeadLetterReason>(reason, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
            ? new RedriveRequest(kind, count, parsed)
            : throw new ArgumentException($"\"reason\" is '{reason}'; it must be one of {string.Join(", ", Enum.GetNames<DeadLetterReason>())}.");
    }
}
