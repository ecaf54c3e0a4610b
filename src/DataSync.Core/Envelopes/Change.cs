using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Versions;

namespace DataSync.Core.Envelopes;

/// <summary>One put or delete of one item or object, as it travels to the other regions.</summary>
/// <param name="Key">Which item.</param>
/// <param name="Version">The version it was given where it was made.</param>
/// <param name="Base">The newest version the write is known to follow: what a target holds beyond it was written concurrently.</param>
/// <param name="Image">The item's content; null for a delete and for objects.</param>
public sealed record Change(ItemKey Key, ItemVersion Version, ItemVersion Base, ItemImage? Image)
{
    /// <summary>What was put, if it was an object; null for a delete and for items.</summary>
    public ObjectContent? Object { get; init; }

    /// <summary>Where the image is, if it is too large for a message; null when it is in <see cref="Image"/>.</summary>
    public PayloadReference? Payload { get; init; }

    /// <summary>True for a delete.</summary>
    public bool IsDelete => Image is null && Object is null && Payload is null;

    /// <summary>Failed attempts so far; deferrals and throttled calls do not count.</summary>
    public int AttemptCount { get; init; }

    /// <summary>When it was first put off, in milliseconds since the Unix epoch; 0 when it never was.</summary>
    public long SinceMs { get; init; }

    /// <summary>How often it was sent back from the dead letters, and why it had been there; null when it never was.</summary>
    public ReplayHistory? History { get; init; }
}
