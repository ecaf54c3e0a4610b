using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;

namespace DataSync.Core.Redrive;

/// <summary>
/// Returns dead letters to where they came from: first sent, then deleted, so that a crash in between makes a duplicate,
/// which changes nothing, and never a loss.
/// </summary>
public sealed class RedriveHandler(IDeadLetterSource source, IQueueSender queues, TimeProvider time)
{
    // Its letters hold events of the bucket, not records of the stream.
    private const string ObjectCapture = "CaptureObjects";

    /// <summary>Plays a stream record again; false when it could not be made safe.</summary>
    public delegate ValueTask<bool> ReplayRecord(ReadOnlyMemory<byte> record, CancellationToken cancellationToken);

    /// <summary>Redrives until the queue is empty, the limit is reached, or <paramref name="cancellationToken"/> ends it between two letters.</summary>
    /// <exception cref="StoreException">The dead-letter queue failed. What was redriven before stays redriven.</exception>
    public async ValueTask<RedriveReport> HandleAsync(RedriveRequest request, ReplayRecord replay, CancellationToken cancellationToken)
    {
        var report = new RedriveReport();
        var left = new List<ReceivedLetter>();
        var startMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (report.RedrivenCount < request.MaxCount && !cancellationToken.IsCancellationRequested)
        {
            var letters = await source.ReceiveAsync(request.Queue, cancellationToken);
            report.IsEmpty = letters.Count == 0;
            if (report.IsEmpty)
            {
                break;
            }

            foreach (var received in letters)
            {
                var isOver = report.RedrivenCount == request.MaxCount || cancellationToken.IsCancellationRequested;
                if (isOver || !await TryRedriveAsync(request, received, startMs, replay, report, cancellationToken))
                {
                    left.Add(received);
                }
            }
        }

        // Whatever ended the run, the letters that stay must be seen by the next one.
        await source.ReleaseAsync(request.Queue, left, CancellationToken.None);
        return report;
    }

    // True when the letter left the queue.
    private async ValueTask<bool> TryRedriveAsync(
        RedriveRequest request, ReceivedLetter received, long startMs, ReplayRecord replay, RedriveReport report, CancellationToken cancellationToken)
    {
        var letter = TryDecode(received.Body);
        if (request.Reason is { } wanted && letter?.Reason != wanted)
        {
            report.SkippedCount++;
            return false;
        }

        if (letter is not null && letter.LastMs >= startMs)
        {
            report.FailedAgainCount++; // it was redriven by this run and has failed again: once is enough
            return false;
        }

        var isSafe = letter is { IsRecord: true } && !letter.Payload.IsEmpty
            ? await replay(letter.Payload, cancellationToken)
            : await SendBackAsync(SourceOf(request.Queue, letter), BodyOf(letter, received), cancellationToken);
        if (!isSafe)
        {
            report.KeptCount++;
            return false;
        }

        await source.DeleteAsync(request.Queue, received, cancellationToken);
        report.RedrivenCount++;
        return true;
    }

    // Null: only a person can help.
    private static QueueKind? SourceOf(QueueKind queue, DeadLetter? letter) => queue switch
    {
        QueueKind.ChangesDeadLetters => QueueKind.Changes,
        QueueKind.ParkedDeadLetters => QueueKind.Parked,
        QueueKind.ObjectEventDeadLetters => QueueKind.ObjectEvents,
        QueueKind.CaptureDeadLetters when letter is { Function: ObjectCapture, Body: not null } => QueueKind.ObjectEvents,
        _ => null,
    };

    private async ValueTask<bool> SendBackAsync(QueueKind? target, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (target is null || body.IsEmpty)
        {
            return false;
        }

        var outcomes = await queues.SendAsync(new QueueAddress(target.Value), [new OutgoingMessage(body, TimeSpan.Zero)], cancellationToken);
        return outcomes[0].IsSent;
    }

    private static ReadOnlyMemory<byte> BodyOf(DeadLetter? letter, ReceivedLetter received) => letter switch
    {
        null => received.Body,
        { Body: { } text } => System.Text.Encoding.UTF8.GetBytes(text),
        _ => letter.Payload,
    };

    private static DeadLetter? TryDecode(ReadOnlyMemory<byte> body)
    {
        try
        {
            return DeadLetterCodec.Decode(body);
        }
        catch (MalformedItemException)
        {
            return null; // not one of ours: the queue service moved the message itself, as it was
        }
    }
}
