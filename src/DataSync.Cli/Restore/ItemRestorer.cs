using System.Text;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Items;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Cli.Restore;

/// <summary>
/// Puts items of a restored table back into the live one, as an application would: without the stamp, since an old copy
/// with its stamp is taken for a late replica of a version that has been overtaken. What is put back is a new write, which
/// every region takes.
/// </summary>
/// <param name="source">The restored table.</param>
/// <param name="live">The table in sync.</param>
/// <param name="stampAttribute">Name of the stamp attribute.</param>
/// <param name="options">What, and how fast.</param>
/// <param name="time">The clock.</param>
internal sealed class ItemRestorer(RestoreSource source, IItemStore live, string stampAttribute, RestoreOptions options, TimeProvider time)
{
    private const int MaxAttempts = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly RestoreTally _tally = new();
    private readonly Pace _reads = new(options.ReadRatePerSecond, time);
    private readonly Pace _writes = new(options.RatePerSecond, time);

    /// <summary>Goes through the whole source. Started again it finds what is still missing.</summary>
    /// <param name="progress">Hears after every page.</param>
    /// <param name="cancellationToken">Stops it between two items; what was put back stays.</param>
    /// <exception cref="StoreException">The live table could not be reached for a while. What was put back stays.</exception>
    /// <exception cref="Amazon.Runtime.AmazonClientException">The source could not be read.</exception>
    public async Task<RestoreSummary> RunAsync(Action<RestoreSummary>? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Segments).Select(segment => RunSegmentAsync(segment, progress, stop)));
            return _tally.Summary with { IsDryRun = options.IsDryRun };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return _tally.Summary with { IsDryRun = options.IsDryRun, IsInterrupted = true };
        }
    }

    private async Task RunSegmentAsync(int segment, Action<RestoreSummary>? progress, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var page in source.ReadAsync(segment, options.Segments, stop.Token))
            {
                foreach (var item in page)
                {
                    await RestoreAsync(item, stop.Token);
                }

                progress?.Invoke(_tally.Summary);
            }
        }
        catch
        {
            // The other parts would only meet the same trouble.
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task RestoreAsync(Dictionary<string, AttributeValue> attributes, CancellationToken cancellationToken)
    {
        _tally.Note(s => s with { Seen = s.Seen + 1 });
        if (!IsMeant(attributes))
        {
            _tally.Note(s => s with { Skipped = s.Skipped + 1 });
            return;
        }

        var isDeleting = attributes.Remove(stampAttribute, out var stamp) && Stamp.TryParse(stamp.S, out var known) && known.Deleting;
        if (isDeleting)
        {
            _tally.Note(s => s with { Deleting = s.Deleting + 1 });
            return;
        }

        var key = KeyOf(attributes);
        try
        {
            var outcome = await RetryAsync(() => DecideAsync(key, AttributeValues.ToItem(attributes, stampAttribute), cancellationToken), cancellationToken);
            _tally.Note(outcome);
        }
        catch (StoreException e) when (!e.IsRetryable)
        {
            _tally.NoteFailure(e.Message);
        }
    }

    private async ValueTask<Func<RestoreSummary, RestoreSummary>> DecideAsync(ItemKey key, StoredItem old, CancellationToken cancellationToken)
    {
        await _reads.WaitAsync(cancellationToken);
        var now = await live.ReadAsync(key, cancellationToken);
        if (now is { } there && there.Content.Equals(old.Content))
        {
            return s => s with { Same = s.Same + 1 };
        }

        if (now is not null && !options.IsChangedToo)
        {
            return s => s with { Changed = s.Changed + 1 };
        }

        if (!options.IsDryRun)
        {
            await _writes.WaitAsync(cancellationToken);
            if (await live.PutAsync(key, now, old, cancellationToken) == GuardedWrite.Refused)
            {
                return s => s with { Overtaken = s.Overtaken + 1 };
            }
        }

        return now is null ? s => s with { Restored = s.Restored + 1 } : s => s with { SetBack = s.SetBack + 1 };
    }

    // A table that throttles, or is away for a moment, is worth waiting for; the SDK has tried a few times by then.
    private async Task<T> RetryAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (StoreException e) when (e.IsRetryable && attempt < MaxAttempts)
            {
                await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), time, cancellationToken);
            }
        }
    }

    private bool IsMeant(Dictionary<string, AttributeValue> attributes) =>
        options.KeyPrefix.Length == 0 || attributes[source.KeyNames[0]].S?.StartsWith(options.KeyPrefix, StringComparison.Ordinal) == true;

    private ItemKey KeyOf(Dictionary<string, AttributeValue> attributes)
    {
        var key = source.KeyNames.ToDictionary(name => name, name => attributes[name], StringComparer.Ordinal);
        return new ItemKey("", Encoding.UTF8.GetString(AttributeValues.ToItem(key, stampAttribute).Content.Canonical));
    }
}
