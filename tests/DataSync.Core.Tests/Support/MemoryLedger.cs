using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;

namespace DataSync.Core.Tests.Support;

/// <summary>A ledger in memory that answers at once and counts its calls. Not safe for parallel use.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Dictionary<ItemKey, LedgerRow> _rows = [];

    /// <summary>Calls of <see cref="ReadAsync"/>.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Calls of <see cref="TryAdvanceAsync"/> and <see cref="ReplaceAsync"/>, refused ones included.</summary>
    public int WriteCount { get; private set; }

    /// <summary>Runs before each call; it may throw, or change rows as somebody else would.</summary>
    public Action<StoreCall, ItemKey>? Before { get; set; }

    /// <summary>The item's row; the default row when there is none. Not counted.</summary>
    public LedgerRow this[ItemKey key]
    {
        get => _rows.GetValueOrDefault(key);
        set => _rows[key] = value;
    }

    /// <inheritdoc/>
    public ValueTask<LedgerRow> ReadAsync(ItemKey key, CancellationToken cancellationToken)
    {
        ReadCount++;
        Before?.Invoke(StoreCall.Read, key);
        return ValueTask.FromResult(this[key]);
    }

    /// <inheritdoc/>
    public ValueTask<(bool Written, LedgerRow Before)> TryAdvanceAsync(
        ItemKey key, LocalWrite write, bool afterTombstone, CancellationToken cancellationToken)
    {
        WriteCount++;
        Before?.Invoke(StoreCall.Advance, key);
        var row = this[key];
        var mayWrite = row.Local < write.Version && row.Position < write.Position && (!afterTombstone || row.Tombstone < write.Version);
        if (mayWrite)
        {
            _rows[key] = new LedgerRow(write.Version, write.Position, write.Digest, row.Tombstone);
        }

        return ValueTask.FromResult((mayWrite, row));
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(ItemKey key, LedgerRow expected, LedgerRow replacement, CancellationToken cancellationToken)
    {
        WriteCount++;
        Before?.Invoke(StoreCall.Replace, key);
        if (this[key] != expected)
        {
            return ValueTask.FromResult(false);
        }

        _rows[key] = replacement;
        return ValueTask.FromResult(true);
    }
}
