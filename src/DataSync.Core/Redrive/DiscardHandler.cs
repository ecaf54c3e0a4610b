using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>Takes letters out of a dead-letter queue for good: first kept in the archive, then deleted.</summary>
public sealed class DiscardHandler(IDeadLetterSource source, ILetterArchive archive, TimeProvider time)
{
    /// <summary>Discards until the queue is empty, the limit is reached, or <paramref name="cancellationToken"/> ends it between two steps.</summary>
    /// <param name="request">What to discard.</param>
    /// <param name="progress">Called after every few letters, with the report so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run in good order: the report is returned.</param>
    /// <exception cref="StoreException">The queue or the archive failed. What was discarded before stays discarded; what stays is released.</exception>
    public async ValueTask<DiscardReport> HandleAsync(DiscardRequest request, Action<DiscardReport>? progress = null, CancellationToken cancellationToken = default)
    {
        var report = new DiscardReport();
        await using var scan = new LetterScan(source, request.Queue);
        try
        {
            while (report.DiscardedCount < request.MaxCount && !cancellationToken.IsCancellationRequested)
            {
                var letters = await scan.NextAsync(cancellationToken);
                if (letters.Count == 0)
                {
                    break;
                }

                await DiscardAsync(request, scan, letters, report);
                progress?.Invoke(report);
                if (report.DiscardedCount == request.MessageIds?.Count)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The time is over: what is not in the archive stays in the queue.
        }

        report.IsEmpty = scan.IsEmpty;
        report.IsAtLimit = scan.IsAtLimit;
        return report;
    }

    private async ValueTask DiscardAsync(DiscardRequest request, LetterScan scan, IReadOnlyList<ReceivedLetter> letters, DiscardReport report)
    {
        var meant = new List<ReceivedLetter>();
        foreach (var letter in letters)
        {
            if (report.DiscardedCount + meant.Count >= request.MaxCount)
            {
                break;
            }

            report.SeenCount++;
            if (IsMeant(request, letter))
            {
                meant.Add(letter);
            }
            else
            {
                report.SkippedCount++;
            }
        }

        if (request.IsDryRun || meant.Count == 0)
        {
            report.DiscardedCount += meant.Count;
            return;
        }

        await BoundedConcurrency.ForEachAsync(meant.Count, meant.Count, async i => _ = await archive.PutAsync(
            new ArchivedLetter(ArchiveKind.Discarded, request.Queue, meant[i], request.By, request.Why), CancellationToken.None));
        var errors = await scan.DeleteAsync(meant);
        report.UndeletedCount += errors.Count(e => e is not null);
        report.DiscardedCount += errors.Count(e => e is null);
    }

    private bool IsMeant(DiscardRequest request, ReceivedLetter letter)
    {
        if (request.MessageIds?.Contains(letter.MessageId) == false)
        {
            return false;
        }

        var facts = LetterFacts.Read(letter.Body, letter.SentAt, request.Names, int.MaxValue);
        return request.Filter.MatchesWhole(facts, time.GetUtcNow());
    }
}

/// <summary>Which letters are discarded.</summary>
/// <param name="Queue">One of <see cref="DeadLetterQueues"/>.</param>
/// <param name="MaxCount">At most so many.</param>
/// <param name="Filter">Which of them: a letter goes only when all its changes are meant.</param>
/// <param name="By">Who discards, for the archive.</param>
/// <param name="Why">Why, for the archive.</param>
public sealed record DiscardRequest(QueueKind Queue, int MaxCount, LetterFilter Filter, string By, string Why)
{
    /// <summary>Only the letters with these message ids; null for any.</summary>
    public IReadOnlySet<string>? MessageIds { get; init; }

    /// <summary>Names for letters that do not tell them.</summary>
    public EntityNames Names { get; init; }

    /// <summary>True to count what would go and change nothing.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>What became of letters that were to be discarded.</summary>
public sealed class DiscardReport
{
    /// <summary>In the archive and out of the queue; in a dry run, would be.</summary>
    public int DiscardedCount { get; internal set; }

    /// <summary>Not meant: they stay.</summary>
    public int SkippedCount { get; internal set; }

    /// <summary>In the archive and still in the queue, which did not delete them.</summary>
    public int UndeletedCount { get; internal set; }

    /// <summary>Looked at, each once.</summary>
    public int SeenCount { get; internal set; }

    /// <summary>True when the queue had no more to give.</summary>
    public bool IsEmpty { get; internal set; }

    /// <summary>True when so many letters stay that the queue gives no more: run again with another filter.</summary>
    public bool IsAtLimit { get; internal set; }
}
