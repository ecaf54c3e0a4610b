using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;

namespace DataSync.Core.FanOut;

/// <summary>
/// Sends changes to the queue of every other region. A region that cannot be reached gets its envelopes parked in this
/// region's own queue, so that neither the shard nor the other regions wait for it. One that is on hold is not tried.
/// </summary>
public sealed class FanOutSender(SyncOptions options, IQueueSender queues, TargetBreaker breaker, HoldWatch holds, TimeProvider time)
{
    private readonly string[] _targets = [.. options.Others];

    /// <summary>Takes the images that are too large for a message; null: such a change becomes a dead letter.</summary>
    public IPayloadStore? Payloads { get; init; }

    /// <summary>Sends the changes. A change is safe when every target's queue, or the parked queue for that target, has confirmed it.</summary>
    public async ValueTask<FanOutReport> SendAsync(IReadOnlyList<Change> changes, InvocationScope scope, CancellationToken cancellationToken)
    {
        var report = new FanOutReport();
        if (_targets.Length == 0)
        {
            return report;
        }

        if (await TryReadHoldsAsync(report, cancellationToken) is not { } held)
        {
            // Nobody knows where the changes may go: their records come again.
            report.FailedChanges.UnionWith(Enumerable.Range(0, changes.Count));
            return report;
        }

        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var tooLarge = new List<int>();
        var header = new EnvelopeHeader(options.Region, Hops: 1, nowMs);
        var envelopes = EnvelopePacker.Pack(header, changes, tooLarge).ToList();
        foreach (var index in tooLarge)
        {
            if (await TryStoreAsync(changes[index], report, cancellationToken) is { } stored)
            {
                envelopes.Add(EnvelopePacker.Pack(header, [stored], new List<int>())[0] with { FirstChange = index });
            }
            else if (Payloads is null || changes[index].Image is null)
            {
                await SendTooLargeAsync(changes[index], index, scope, report, cancellationToken);
            }
            else
            {
                report.FailedChanges.Add(index);
            }
        }

        if (envelopes.Count > 0)
        {
            var sends = _targets.Select(target => SendToAsync(target, envelopes, held.Contains(target), scope, report, cancellationToken).AsTask());
            await Task.WhenAll(sends);
        }

        return report;
    }

    private async ValueTask<IReadOnlySet<string>?> TryReadHoldsAsync(FanOutReport report, CancellationToken cancellationToken)
    {
        try
        {
            return await holds.ReadAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            report.Errors.Add(e.Message);
            return null;
        }
    }

    // The change with a reference in place of its image; null when there is no store, or it failed.
    private async ValueTask<Change?> TryStoreAsync(Change change, FanOutReport report, CancellationToken cancellationToken)
    {
        if (Payloads is null || change.Image is null)
        {
            return null;
        }

        try
        {
            return change with { Image = null, Payload = await Payloads.PutAsync(change.Image.Memory, cancellationToken) };
        }
        catch (StoreException e)
        {
            report.Errors.Add(e.Message);
            return null;
        }
    }

    private async ValueTask SendToAsync(
        string target, IReadOnlyList<PackedEnvelope> envelopes, bool isHeld, InvocationScope scope, FanOutReport report, CancellationToken cancellationToken)
    {
        var unsent = envelopes;
        if (!isHeld && !breaker.IsOpen(target))
        {
            unsent = await TrySendAsync(target, envelopes, scope, report, cancellationToken);
            breaker.Report(target, isReachable: unsent.Count < envelopes.Count || envelopes.Count == 0);
        }

        if (unsent.Count > 0)
        {
            await ParkAsync(target, unsent, isHeld, report, cancellationToken);
        }
    }

    private async ValueTask<IReadOnlyList<PackedEnvelope>> TrySendAsync(
        string target, IReadOnlyList<PackedEnvelope> envelopes, InvocationScope scope, FanOutReport report, CancellationToken cancellationToken)
    {
        var messages = envelopes.Select(e => new OutgoingMessage(e.Json, TimeSpan.Zero)).ToArray();
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.Changes, target), messages, cancellationToken);
        var unsent = new List<PackedEnvelope>();
        for (var i = 0; i < envelopes.Count; i++)
        {
            if (outcomes[i].IsSent)
            {
                Count(report, () => { report.SentCount += envelopes[i].ChangeCount; report.MessageCount++; });
            }
            else if (outcomes[i].IsRefused)
            {
                await SendRefusedAsync(target, envelopes[i], outcomes[i].Error, scope, report, cancellationToken);
            }
            else
            {
                Count(report, () => report.Errors.Add($"{target}: {outcomes[i].Error}"));
                unsent.Add(envelopes[i]);
            }
        }

        return unsent;
    }

    private async ValueTask ParkAsync(
        string target, IReadOnlyList<PackedEnvelope> envelopes, bool isHeld, FanOutReport report, CancellationToken cancellationToken)
    {
        // What Forward knows of a hold is as old as that, and it would only park the message again.
        var delay = isHeld ? HoldWatch.ReadEvery : TimeSpan.Zero;
        var messages = envelopes.Select(e => new OutgoingMessage(e.WithTarget(target), delay)).ToArray();
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.Parked), messages, cancellationToken);
        for (var i = 0; i < envelopes.Count; i++)
        {
            Count(report, () =>
            {
                if (outcomes[i].IsSent)
                {
                    report.ParkedCount += isHeld ? 0 : envelopes[i].ChangeCount;
                    report.HeldCount += isHeld ? envelopes[i].ChangeCount : 0;
                    return;
                }

                report.Errors.Add($"parked: {outcomes[i].Error}");
                Fail(report, envelopes[i]);
            });
        }
    }

    private async ValueTask SendRefusedAsync(
        string target, PackedEnvelope envelope, string? error, InvocationScope scope, FanOutReport report, CancellationToken cancellationToken)
    {
        var letter = Letter(DeadLetterReason.Rejected, $"The queue of {target} refuses the message for good: {error}", scope, envelope.Json);
        var sent = await SendLetterAsync(letter, cancellationToken);
        Count(report, () =>
        {
            report.DeadLetterCount += sent ? 1 : 0;
            if (!sent)
            {
                Fail(report, envelope);
            }
        });
    }

    private async ValueTask SendTooLargeAsync(Change change, int index, InvocationScope scope, FanOutReport report, CancellationToken cancellationToken)
    {
        // The image does not fit into a dead letter either. The item itself is safe in its own table, so the letter names it.
        var detail = $"The item {change.Key.Json} of {change.Key.Entity} at version {change.Version} makes a message of more than "
            + $"{EnvelopePacker.MaxBytes} bytes even when compressed. It is whole in {options.Region}'s table; make it smaller and write it again.";
        var letter = Letter(DeadLetterReason.ChangeTooLarge, detail, scope, payload: default);
        if (await SendLetterAsync(letter, cancellationToken))
        {
            report.DeadLetterCount++;
        }
        else
        {
            report.FailedChanges.Add(index);
        }
    }

    private DeadLetter Letter(DeadLetterReason reason, string detail, InvocationScope scope, ReadOnlyMemory<byte> payload) =>
        DeadLetter.Now(reason, detail, options.Region, scope, time) with { Payload = payload };

    private async ValueTask<bool> SendLetterAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var message = new OutgoingMessage(DeadLetterCodec.Encode(letter), TimeSpan.Zero);
        var outcomes = await queues.SendAsync(new QueueAddress(QueueKind.CaptureDeadLetters), [message], cancellationToken);
        return outcomes[0].IsSent;
    }

    private static void Fail(FanOutReport report, PackedEnvelope envelope)
    {
        for (var i = 0; i < envelope.ChangeCount; i++)
        {
            report.FailedChanges.Add(envelope.FirstChange + i);
        }
    }

    // Targets are served side by side and share the report.
    private static void Count(FanOutReport report, Action count)
    {
        lock (report)
        {
            count();
        }
    }
}
