using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>
/// Returns dead letters to where they came from: first sent, then confirmed, then deleted, so that a crash in between
/// makes a copy, which changes nothing, and never a loss. docs/decisions/0008 has the whole argument.
/// </summary>
public sealed class RedriveHandler(IDeadLetterSource source, IQueueSender queues, TimeProvider time)
{
    /// <summary>Redrives until the queue is empty, the limit is reached, or <paramref name="cancellationToken"/> ends it between two steps.</summary>
    /// <param name="request">What to redrive.</param>
    /// <param name="records">Plays stream records again; null: letters of records, and failed batches, stay.</param>
    /// <param name="progress">Called after every few letters, with the report so far; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run in good order: the report is returned.</param>
    /// <exception cref="StoreException">The dead-letter queue failed. What was redriven before stays redriven; what stays is released.</exception>
    public async ValueTask<RedriveReport> HandleAsync(
        RedriveRequest request, RecordReplay? records = null, Action<RedriveReport>? progress = null, CancellationToken cancellationToken = default)
    {
        var report = new RedriveReport();
        await using var scan = new LetterScan(source, request.Queue);
        var run = new RedriveRun(request, scan, queues, records, time, report);
        try
        {
            while (!run.IsOver && !cancellationToken.IsCancellationRequested)
            {
                var letters = await scan.NextAsync(cancellationToken);
                if (letters.Count == 0)
                {
                    break;
                }

                await run.TakeAsync(letters, cancellationToken);
                progress?.Invoke(report);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The time is over: what was sent is deleted or a copy, the rest stays.
        }

        report.IsEmpty = scan.IsEmpty;
        report.IsAtLimit = scan.IsAtLimit;
        return report;
    }
}
