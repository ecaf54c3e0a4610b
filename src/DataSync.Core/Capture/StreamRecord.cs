using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>One write as the stream tells it.</summary>
/// <param name="Key">Which item.</param>
/// <param name="Position">Its place among the records of its item.</param>
/// <param name="WrittenMs">When it was written, in milliseconds since the Unix epoch. The stream rounds down to the second.</param>
/// <param name="Old">The item before; null when there was none.</param>
/// <param name="New">The item after; null when it was deleted. Never null together with <paramref name="Old"/>.</param>
public sealed record StreamRecord(ItemKey Key, StreamPosition Position, long WrittenMs, StoredItem? Old, StoredItem? New)
{
    /// <summary>The record as it came, for a dead letter.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }
}
