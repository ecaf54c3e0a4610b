using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Cli.Letters;

/// <summary>Which letters, and where.</summary>
internal sealed record LetterQuery
{
    /// <summary>Regions to look in; empty: all.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Queues to look in.</summary>
    public IReadOnlyList<QueueKind> Queues { get; init; } = DeadLetterQueues.All;

    /// <summary>Which of them.</summary>
    public LetterFilter Filter { get; init; } = LetterFilter.All;

    /// <summary>Only these; empty: any.</summary>
    public IReadOnlyList<LetterId> Ids { get; init; } = [];

    /// <summary>At most so many.</summary>
    public int Limit { get; init; } = RedriveRequest.LargestMaxCount;
}
