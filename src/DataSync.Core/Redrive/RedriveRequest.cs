using System.Globalization;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Which dead letters go back.</summary>
/// <param name="Queue">One of <see cref="DeadLetterQueues"/>.</param>
/// <param name="MaxCount">At most so many, 1 to <see cref="LargestMaxCount"/>.</param>
/// <param name="Filter">Which of them.</param>
public sealed record RedriveRequest(QueueKind Queue, int MaxCount, LetterFilter Filter)
{
    /// <summary>Letters taken back when nothing is said.</summary>
    public const int DefaultMaxCount = 1000;

    /// <summary>The most that one run takes back.</summary>
    public const int LargestMaxCount = 1_000_000;

    /// <summary>Id of the run, which the letters' histories tell: see <see cref="RunIdOf"/>.</summary>
    public required string RunId { get; init; }

    /// <summary>Letters a second; null for as fast as it goes.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>Letters that were sent back so often stay; null: however often.</summary>
    public int? MaxReplays { get; init; }

    /// <summary>Only the letters with these message ids; null for any. The run ends when it has seen them.</summary>
    public IReadOnlySet<string>? MessageIds { get; init; }

    /// <summary>True to count what would go back and change nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Names for letters that do not tell them: without, a filter for an entity matches no stream record.</summary>
    public EntityNames Names { get; init; }

    /// <summary>An id for a run: later runs have greater ids (by ordinal comparison), as far as clocks agree.</summary>
    /// <param name="now">When the run starts.</param>
    /// <param name="unique">What no other run has, such as an invocation's request id.</param>
    public static string RunIdOf(DateTimeOffset now, string unique) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{unique}");

    /// <summary>Checks the limits that a person may set.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public RedriveRequest Check()
    {
        if (MaxCount is < 1 or > LargestMaxCount)
        {
            throw new ArgumentException($"\"max\" is {MaxCount}; it must be between 1 and {LargestMaxCount}.");
        }

        if (RatePerSecond is { } rate && rate is not (>= 0.1 and <= 100_000))
        {
            throw new ArgumentException($"\"ratePerSecond\" is {rate.ToString(CultureInfo.InvariantCulture)}; it must be between 0.1 and 100000.");
        }

        return MaxReplays is < 1 or > 1_000_000
            ? throw new ArgumentException($"\"maxReplays\" is {MaxReplays}; it must be between 1 and 1000000.")
            : this;
    }
}
