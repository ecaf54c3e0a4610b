using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Ledger;

/// <summary>
/// Lets one of the service's handlers at a time write an object. An ETag stands for bytes, not for a write: when the same
/// bytes come again, a guard takes the new write for the one that was read. Between the service's own writes the lease
/// rules that out; the application's it never holds up.
/// </summary>
public sealed class ObjectLease(ILedger ledger, TimeProvider time)
{
    /// <summary>How long a lease is respected: longer than a function can run.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(16);

    /// <summary>
    /// How long it is respected by another delivery of the same change: longer than Apply runs (30 s), and a request of it that the store
    /// still works at. Not much longer: deliveries that wait are sent on again and again, and each that dies in between leaves a copy.
    /// </summary>
    public static readonly TimeSpan LengthForItself = TimeSpan.FromSeconds(40);

    private const int MaxTries = 20;

    /// <summary>True when somebody else is writing the object, or another delivery of the same change.</summary>
    public bool IsTaken(LedgerRow row, ItemVersion by) =>
        row.Pending != ItemVersion.Zero && NowMs() - row.PendingMs < (row.Pending == by ? LengthForItself : Length).TotalMilliseconds;

    /// <summary>Takes the lease and enters, with the same write, what is about to happen.</summary>
    /// <param name="key">The object.</param>
    /// <param name="row">The row as it was read.</param>
    /// <param name="by">The version that is about to be written.</param>
    /// <param name="isDelete">True when it is a delete: the tombstone comes before it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The row as it is now; null when it had changed, or the lease is taken.</returns>
    public async ValueTask<LedgerRow?> TakeAsync(ItemKey key, LedgerRow row, ItemVersion by, bool isDelete, CancellationToken cancellationToken)
    {
        if (IsTaken(row, by))
        {
            return null;
        }

        var taken = row with
        {
            Pending = by,
            PendingMs = Math.Max(NowMs(), row.PendingMs + 1), // a second delivery of the same change takes it anew
            Seen = ItemVersion.Max(row.Seen, by),
            Tombstone = isDelete ? ItemVersion.Max(row.Tombstone, by) : row.Tombstone,
        };
        return await ledger.ReplaceAsync(key, row, taken, cancellationToken) ? taken : null;
    }

    /// <summary>Gives the lease back, unless a second delivery of the same change has taken it anew.</summary>
    /// <param name="key">The object.</param>
    /// <param name="taken">The row with the lease.</param>
    /// <param name="isWritten">True when the object is known to have been written.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask ReleaseAsync(ItemKey key, LedgerRow taken, bool isWritten, CancellationToken cancellationToken)
    {
        var row = taken;
        for (var attempt = 0; attempt < MaxTries && row.Pending == taken.Pending && row.PendingMs == taken.PendingMs; attempt++)
        {
            var released = row with
            {
                Pending = ItemVersion.Zero,
                PendingMs = 0,
                Written = isWritten ? ItemVersion.Max(row.Written, taken.Pending) : row.Written,
            };
            if (await ledger.ReplaceAsync(key, row, released, cancellationToken))
            {
                return;
            }

            row = await ledger.ReadAsync(key, cancellationToken);
        }
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
