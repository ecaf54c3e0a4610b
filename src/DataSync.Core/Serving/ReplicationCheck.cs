using DataSync.Core.Ports;

namespace DataSync.Core.Serving;

/// <summary>Counts and reads what <see cref="ReplicationVerdict"/> judges.</summary>
public sealed class ReplicationCheck(SyncOptions options, ReplicationLimits limits, IHeartbeats heartbeats, IQueueDepths queues, TimeProvider time) : IHealthCheck
{
    private static readonly QueueKind[] DeadLetters = [QueueKind.ChangesDeadLetters, QueueKind.ParkedDeadLetters, QueueKind.CaptureDeadLetters];

    private readonly string[] _others = [.. options.Others];

    /// <inheritdoc/>
    public string Name => HealthCheckNames.Replication;

    /// <summary>Queues that can't be counted can't be worked off either.</summary>
    public CheckStatus WhenBroken => limits.IsFailure ? CheckStatus.Fail : CheckStatus.Warn;

    /// <inheritdoc/>
    public async ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var heard = ReadHeardAsync(cancellationToken);
        var changes = queues.CountAsync(QueueKind.Changes, cancellationToken).AsTask();
        var letters = Task.WhenAll(LettersHere().Select(kind => queues.CountAsync(kind, cancellationToken).AsTask()));
        var events = options.ObjectEntity is null
            ? Task.FromResult(default(QueueDepth))
            : queues.CountAsync(QueueKind.ObjectEvents, cancellationToken).AsTask();
        try
        {
            await Task.WhenAll(changes, letters, events);
        }
        catch (StoreException e)
        {
            return CheckOutcome.Broken(WhenBroken, "Counting what waits here", e);
        }

        var facts = new ReplicationFacts
        {
            Others = _others,
            Heard = await heard,
            Changes = await changes,
            ObjectEvents = await events,
            DeadLetterCount = (await letters).Sum(d => d.Count),
        };
        return ReplicationVerdict.Judge(limits, facts, time.GetUtcNow());
    }

    private IEnumerable<QueueKind> LettersHere() => options.ObjectEntity is null ? DeadLetters : [.. DeadLetters, QueueKind.ObjectEventDeadLetters];

    // The database has a check of its own: here it is only one of several things to know.
    private async Task<IReadOnlyList<HeardHeartbeat>?> ReadHeardAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await heartbeats.ReadAsync(_others, cancellationToken);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
