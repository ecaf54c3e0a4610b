using DataSync.Core.Ports;

namespace DataSync.Core.Serving;

/// <summary>What a region knows of its own side of replication.</summary>
public sealed record ReplicationFacts
{
    /// <summary>The other regions in sync.</summary>
    public required IReadOnlyCollection<string> Others { get; init; }

    /// <summary>When each was last heard of; null when that could not be read.</summary>
    public required IReadOnlyList<HeardHeartbeat>? Heard { get; init; }

    /// <summary>Changes that wait to be applied here.</summary>
    public required QueueDepth Changes { get; init; }

    /// <summary>This region's own writes of objects that wait to be captured.</summary>
    public required QueueDepth ObjectEvents { get; init; }

    /// <summary>Dead letters of all kinds.</summary>
    public required long DeadLetterCount { get; init; }

    /// <summary>Messages that wait here to be applied or captured. Not what is parked: that waits for others.</summary>
    public long BacklogCount => Changes.Count + ObjectEvents.Count;
}
