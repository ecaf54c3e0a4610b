using DataSync.Core.Envelopes;
using DataSync.Core.Ledger;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Apply;

/// <summary>
/// Applies one change of an object, by the same rules as <see cref="Applier"/>. An ETag stands for exactly what was read, so
/// every guard is one condition. What an object loses with an overwrite is its stamp: before anything is written, the
/// ledger therefore remembers which version is on its way, and local writes that come after it are given later ones.
/// </summary>
public sealed class ObjectApplier(SyncOptions options, ILedger ledger, IObjectStore objects, ILoserStore losers, TimeProvider time)
{
    private readonly ObjectLease _lease = new(ledger, time);

    // Another applier or the application got in between; after this many times the change is put off instead.
    private const int MaxTries = 6;

    /// <summary>Applies the change once.</summary>
    /// <param name="change">The change of an object.</param>
    /// <param name="waited">How long it has been put off so far.</param>
    /// <param name="stop">Cancelled when the time left is needed to hand an unfinished copy on.</param>
    /// <param name="cancellationToken">Ends the work between two storage calls.</param>
    /// <exception cref="StoreException">A store failed.</exception>
    public async ValueTask<ApplyResult> ApplyAsync(Change change, TimeSpan waited, CancellationToken stop, CancellationToken cancellationToken)
    {
        var isBaseline = waited >= options.BaselineAfter;
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var row = await ledger.ReadAsync(change.Key, cancellationToken);
            var held = await objects.ReadAsync(change.Key, cancellationToken);
            if (HeldVersion.Of(held, row, change.Version, isBaseline) is not { } here)
            {
                return new ApplyResult(ApplyOutcome.Deferred);
            }

            var isDuplicate = here == change.Version && (held is null) == change.IsDelete;
            if (isDuplicate || here > change.Version)
            {
                return await ReleaseAsync(change, row, isDuplicate, cancellationToken)
                    ? new ApplyResult(isDuplicate ? ApplyOutcome.Duplicate : ApplyOutcome.Superseded)
                    : new ApplyResult(ApplyOutcome.Deferred);
            }

            if (_lease.IsTaken(row, change.Version))
            {
                return new ApplyResult(ApplyOutcome.Deferred);
            }

            // First the ledger, then the object: a local write that follows, and an older put after a delete, must find it there.
            if (await _lease.TakeAsync(change.Key, row, change.Version, change.IsDelete, cancellationToken) is not { } taken)
            {
                continue;
            }

            var isConflict = here > change.Base && here.Region == options.Region; // counted in one place only: where the loser was made
            ApplyResult? result;
            try
            {
                result = isConflict && held is not null && !await losers.KeepAsync(change.Key, held, here, change.Version, cancellationToken)
                    ? null
                    : await WriteAsync(change, held, stop, cancellationToken);
            }
            catch (StoreException e) when (e.IsRefusal)
            {
                // Nothing of this delivery can land any more, and the next one need not wait.
                await _lease.ReleaseAsync(change.Key, taken, isWritten: false, cancellationToken);
                throw;
            }

            var isWritten = result is { Outcome: ApplyOutcome.Applied };
            await _lease.ReleaseAsync(change.Key, taken, isWritten, cancellationToken);
            if (result is { } done)
            {
                return isWritten
                    ? done with { IsConflict = isConflict, IsOverBaseline = isBaseline && here == ItemVersion.Zero && held is not null }
                    : done;
            }
        }

        return new ApplyResult(ApplyOutcome.Deferred);
    }

    // A delivery before this one has the lease, or died with it in its hands. False: it may be at it still.
    private async ValueTask<bool> ReleaseAsync(Change change, LedgerRow row, bool isWritten, CancellationToken cancellationToken)
    {
        if (row.Pending != change.Version)
        {
            return true;
        }

        if (_lease.IsTaken(row, change.Version))
        {
            return false;
        }

        await _lease.ReleaseAsync(change.Key, row, isWritten, cancellationToken);
        return true;
    }

    // Null: somebody else wrote; look again.
    private async ValueTask<ApplyResult?> WriteAsync(Change change, StoredObject? held, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (change.Object is not { } content)
        {
            return await DeleteAsync(change, held, cancellationToken);
        }

        var copy = new ObjectCopy(content, change.Version.Region, change.Version, held);
        var copied = await objects.CopyAsync(change.Key, copy, stop, cancellationToken);
        return copied.Outcome switch
        {
            CopyOutcome.Written => new ApplyResult(ApplyOutcome.Applied),
            CopyOutcome.SourceGone => new ApplyResult(ApplyOutcome.Superseded) { IsSourceGone = true },
            CopyOutcome.Unfinished => new ApplyResult(ApplyOutcome.Deferred) { UploadId = copied.UploadId },
            CopyOutcome.Refused => null,
            _ => throw new InvalidOperationException($"{copied.Outcome} is not an outcome of a copy."),
        };
    }

    private async ValueTask<ApplyResult?> DeleteAsync(Change change, StoredObject? held, CancellationToken cancellationToken)
    {
        if (held is null)
        {
            var again = await objects.ReadAsync(change.Key, cancellationToken);
            return again is null ? new ApplyResult(ApplyOutcome.Applied) : null;
        }

        var deleted = await objects.DeleteAsync(change.Key, held, cancellationToken);
        return deleted == GuardedWrite.Refused ? null : new ApplyResult(ApplyOutcome.Applied);
    }
}
