using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Objects;

/// <summary>One S3 event: somebody did something to an object. Events come at least once, in any order, and say nothing of metadata.</summary>
/// <param name="Key">Which object.</param>
/// <param name="IsRemoval">True for a delete or a delete marker, false for anything that created the object.</param>
/// <param name="Position">The event's sequencer: orders the events of one object.</param>
/// <param name="TimeMs">When it happened, in milliseconds since the Unix epoch.</param>
public sealed record ObjectEvent(ItemKey Key, bool IsRemoval, StreamPosition Position, long TimeMs)
{
    /// <summary>Who did it, as S3 tells: <c>AWS:</c>, the id of the role, and the name of the function. Null in EventBridge's events, which do not tell.</summary>
    public string? Principal { get; init; }

    /// <summary>A message that holds this event alone, to have it come again.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }
}
