using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core;

/// <summary>Deletes an item in two guarded steps: mark it, then remove it, so that the REMOVE record names its author.</summary>
internal static class GuardedDelete
{
    /// <summary>Each step only if the item is still exactly what was read. Refused means that somebody else wrote: look again.</summary>
    public static async ValueTask<GuardedWrite> RunAsync(
        IItemStore items, ItemKey key, StoredItem item, ItemVersion version, CancellationToken cancellationToken)
    {
        var marked = StoredItem.Stamped(item.Content, version, deleting: true);
        var mark = GuardedWrite.Written;
        if (!item.Equals(marked))
        {
            mark = await items.PutAsync(key, item, marked, cancellationToken);
            if (mark == GuardedWrite.Refused)
            {
                return GuardedWrite.Refused;
            }
        }

        var removed = await items.DeleteAsync(key, marked, cancellationToken);
        return removed == GuardedWrite.Written ? mark : removed;
    }
}
