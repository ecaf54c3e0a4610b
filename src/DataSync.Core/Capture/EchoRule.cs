using DataSync.Core.Items;
using DataSync.Core.Versions;

namespace DataSync.Core.Capture;

/// <summary>Tells the service's own writes from the application's.</summary>
public static class EchoRule
{
    /// <summary>
    /// The version the service wrote, when the record is the service's own write: a new, matching stamp, or the removal of
    /// an item whose matching stamp says <em>deleting</em>. Null for the application's.
    /// </summary>
    /// <remarks>
    /// An application can put back, unchanged and stamp and all, what it read earlier. The service never writes an older
    /// version over a newer stamp, and never marks what is not there: that much is told apart. Over a local write or after
    /// a delete such a copy looks like a late replica; settling then undoes it, and counts it.
    /// </remarks>
    public static ItemVersion? EchoVersion(StoredItem? old, StoredItem? @new)
    {
        if (@new is null)
        {
            return old is { Stamp: { Deleting: true } deleted } && old.IsStamped ? deleted.Version : null;
        }

        if (@new.Stamp is not { } stamp || !@new.IsStamped || old?.Stamp == stamp)
        {
            return null;
        }

        var isPutBack = old?.Stamp is { } oldStamp && oldStamp.Version > stamp.Version;

        // A mark never changes what it can see. Attributes that the application added between read and mark are not seen,
        // and so not carried over: the mark then shows a part of what was there, and settling brings the whole back.
        var isMarkedByHand = stamp.Deleting && (old is null || !old.Content.Includes(@new.Content));
        return isPutBack || isMarkedByHand ? null : stamp.Version;
    }
}
