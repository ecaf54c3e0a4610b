using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Tests.Support;

/// <summary>A table in memory that answers at once and counts its calls. Not safe for parallel use.</summary>
public sealed class MemoryItemStore : IItemStore
{
    private readonly Dictionary<ItemKey, StoredItem> _items = [];

    /// <summary>Calls of <see cref="ReadAsync"/>.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Calls of <see cref="PutAsync"/> and <see cref="DeleteAsync"/>, refused ones included.</summary>
    public int WriteCount { get; private set; }

    /// <summary>Runs before each call; it may throw, or change items as somebody else would.</summary>
    public Action<StoreCall, ItemKey>? Before { get; set; }

    /// <summary>What a write that is let through answers.</summary>
    public GuardedWrite Answer { get; set; } = GuardedWrite.Written;

    /// <summary>The item; null when there is none. Not counted.</summary>
    public StoredItem? this[ItemKey key]
    {
        get => _items.GetValueOrDefault(key);
        set
        {
            if (value is null)
            {
                _items.Remove(key);
            }
            else
            {
                _items[key] = value;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<StoredItem?> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        ReadCount++;
        Before?.Invoke(StoreCall.Read, key);
        return ValueTask.FromResult(this[key]);
    }

    /// <inheritdoc/>
    public ValueTask<GuardedWrite> PutAsync(ItemKey key, StoredItem? expected, StoredItem replacement, CancellationToken cancellationToken)
    {
        WriteCount++;
        Before?.Invoke(StoreCall.Put, key);
        if (!Equals(this[key], expected))
        {
            return ValueTask.FromResult(GuardedWrite.Refused);
        }

        _items[key] = replacement;
        return ValueTask.FromResult(Answer);
    }

    /// <inheritdoc/>
    public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredItem expected, CancellationToken cancellationToken)
    {
        WriteCount++;
        Before?.Invoke(StoreCall.Delete, key);
        if (!Equals(this[key], expected))
        {
            return ValueTask.FromResult(GuardedWrite.Refused);
        }

        _items.Remove(key);
        return ValueTask.FromResult(Answer);
    }
}
