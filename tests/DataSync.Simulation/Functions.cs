using DataSync.Core.Apply;
using DataSync.Core.Capture;
using DataSync.Core.Forward;
using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>Runs the handlers by Lambda's rules: batches, checkpoints, visibility timeouts, receive counts, partial failures.</summary>
internal sealed class Functions(World world)
{
    private static readonly int[] RetriesMs = [0, 0, 0, 500, 2_000];

    private int _count;

    /// <summary>Invocations that hold messages.</summary>
    public int ReceiverCount { get; private set; }

    /// <summary>Takes a batch. Null when its messages all went to the dead-letter queue.</summary>
    public Invocation? Prepare(FunctionKind function, Region region, Shard? shard) =>
        shard is null ? PrepareReceive(function, region) : PrepareStream(region, shard);

    /// <summary>Starts the handler; it runs to its first call.</summary>
    public Task Handle(Invocation invocation)
    {
        var region = invocation.Region;
        switch (invocation.Function)
        {
            case FunctionKind.Capture:
                var shard = invocation.Shard!;
                var records = shard.Records.GetRange(shard.Checkpoint, invocation.RecordCount).ConvertAll(r => r.Record);
                return region.Capture.HandleAsync(records, invocation.Scope, CancellationToken.None).AsTask();
            case FunctionKind.CaptureObjects:
                var events = invocation.Messages.Select(m => region.Bucket.EventOf(m.Message).Event).ToList();
                return region.CaptureObjects.HandleAsync(events, invocation.Scope, CancellationToken.None).AsTask();
            case FunctionKind.Apply:
                return region.Apply.HandleAsync(Received(invocation), invocation.Scope, CancellationToken.None).AsTask();
            default:
                return region.Forward.HandleAsync(Received(invocation), invocation.Scope, CancellationToken.None).AsTask();
        }
    }

    /// <summary>The handler returned.</summary>
    public void Finish(Invocation invocation)
    {
        switch (invocation.Handling)
        {
            case Task<CaptureReport> capture: Finish(invocation, capture.GetAwaiter().GetResult()); break;
            case Task<ObjectCaptureReport> capture: Finish(invocation, capture.GetAwaiter().GetResult()); break;
            case Task<ApplyReport> apply: Finish(invocation, apply.GetAwaiter().GetResult()); break;
            case Task<ForwardReport> forward: Finish(invocation, forward.GetAwaiter().GetResult()); break;
        }
    }

    /// <summary>The invocation died. Whatever it had in hand comes back.</summary>
    public void Fail(Invocation invocation)
    {
        if (world.Random.Chance(.5))
        {
            invocation.Region.StartCold(invocation.Function);
        }

        if (invocation.Shard is { } shard)
        {
            Rest(shard, invocation.RecordCount);
            return;
        }

        ReceiverCount--;
        foreach (var (message, receipt) in invocation.Messages)
        {
            Return(message, receipt);
        }
    }

    private Invocation PrepareStream(Region region, Shard shard)
    {
        var left = shard.Records.Count - shard.Checkpoint;
        var count = world.Random.Range(1, Math.Min(left, world.Scenario.MaxRecords));
        if (count < shard.FailedCount)
        {
            world.Count(Fault.BisectedBatch);
        }

        for (var i = shard.Checkpoint; i < shard.Checkpoint + count; i++)
        {
            var record = shard.Records[i];
            if (record.MustBeToldApart && EchoRule.EchoVersion(record.Record.Old, record.Record.New) is null)
            {
                world.Promises.Mistaken(region, world.IndexOf(record.Record.Key));
            }
        }

        shard.IsRunning = true;
        return new Invocation(FunctionKind.Capture, region, ++_count) { Shard = shard, RecordCount = count };
    }

    private Invocation? PrepareReceive(FunctionKind function, Region region)
    {
        var (queue, dead) = Queues(function, region);
        var visible = queue.Messages.Where(m => m.VisibleAtMs <= world.NowMs).ToList();
        var taken = new List<(Message, int)>();
        for (var wanted = world.Random.Range(1, world.Scenario.MaxMessages); wanted > 0 && visible.Count > 0; wanted--)
        {
            var message = visible[world.Random.Next(visible.Count)];
            visible.Remove(message);
            if (message.HolderCount > 0)
            {
                world.Count(Fault.VisibilityExpired);
            }

            if (++message.ReceiveCount > world.Scenario.MaxReceives && dead is not null && !world.IsHealed)
            {
                world.Count(Fault.ReceivedTooOften);
                queue.Remove(message);
                dead?.Add(message);
                continue;
            }

            message.HolderCount++;
            message.VisibleAtMs = world.NowMs + world.Scenario.VisibilityMs;
            taken.Add((message, message.ReceiveCount));
        }

        if (taken.Count == 0)
        {
            return null;
        }

        ReceiverCount++;
        return new Invocation(function, region, ++_count) { Messages = taken };
    }

    private static QueueMessage[] Received(Invocation invocation) => [.. invocation.Messages.Select(m => new QueueMessage(m.Message.Id, m.Message.Body))];

    private void Finish(Invocation invocation, CaptureReport report)
    {
        world.Totals.Add(report);
        world.Count(Fault.Settled, report.SettledCount);
        world.Count(Fault.Parked, report.FanOut?.ParkedCount ?? 0);
        world.Count(Fault.Held, report.FanOut?.HeldCount ?? 0);
        world.Count(Fault.PackedEnvelope, report.FanOut is { FailedChanges.Count: 0 } && report.CapturedCount > 1 ? 1 : 0);
        var shard = invocation.Shard!;
        if (report.FirstFailedRecord is not { } failed)
        {
            shard.Checkpoint += invocation.RecordCount;
            shard.IsRunning = false;
            shard.FailedCount = 0;
            return;
        }

        shard.Checkpoint += failed;
        world.Count(Fault.PartialStreamBatch);
        Rest(shard, invocation.RecordCount - failed);
    }

    private void Finish(Invocation invocation, ObjectCaptureReport report)
    {
        world.Totals.Add(report);
        world.Count(Fault.Settled, report.SettledCount);
        world.Count(Fault.Parked, report.FanOut?.ParkedCount ?? 0);
        world.Count(Fault.Held, report.FanOut?.HeldCount ?? 0);
        var again = report.FailedEvents.Concat(report.WaitingEvents);
        Finish(invocation, again.Select(i => invocation.Messages[i].Message.Id).ToHashSet(StringComparer.Ordinal));
    }

    private void Finish(Invocation invocation, ApplyReport report)
    {
        world.Totals.Add(report);
        world.Count(Fault.Deferred, report.DeferredCount);
        world.Count(Fault.Conflict, report.ConflictCount);
        world.Count(Fault.OverUnseen, report.OverUnseenCount);
        world.Count(Fault.OverBaseline, report.OverBaselineCount);
        Finish(invocation, report.FailedMessages.ToHashSet(StringComparer.Ordinal));
    }

    private void Finish(Invocation invocation, ForwardReport report)
    {
        world.Count(Fault.Forwarded, report.SentCount);
        Finish(invocation, report.FailedMessages);
    }

    private void Finish(Invocation invocation, ISet<string> failed)
    {
        ReceiverCount--;
        world.Count(Fault.PartialMessageBatch, failed.Count > 0 ? 1 : 0);
        foreach (var (message, receipt) in invocation.Messages)
        {
            if (failed.Contains(message.Id))
            {
                Return(message, receipt);
                continue;
            }

            // With a receipt that is not the newest any more a deletion may or may not work.
            message.HolderCount--;
            if (message.ReceiveCount == receipt || world.Random.Chance(.5))
            {
                Queues(invocation.Function, invocation.Region).Source.Remove(message);
            }
        }
    }

    private static (SimulatedQueue Source, SimulatedQueue? Dead) Queues(FunctionKind function, Region region) => function switch
    {
        FunctionKind.Apply => (region.Queue(QueueKind.Changes), region.Queue(QueueKind.ChangesDeadLetters)),
        FunctionKind.CaptureObjects => (region.Bucket.Queue, null),
        _ => (region.Queue(QueueKind.Parked), region.Queue(QueueKind.ParkedDeadLetters)),
    };

    // Some pollers make it visible at once, others let the visibility timeout run out.
    private void Return(Message message, int receipt)
    {
        message.HolderCount--;
        if (message.ReceiveCount == receipt && world.Random.Chance(.8))
        {
            message.VisibleAtMs = world.NowMs + world.Random.Pick<int>(RetriesMs);
        }
    }

    private void Rest(Shard shard, int failedCount)
    {
        shard.IsRunning = false;
        shard.FailedCount = failedCount;
        shard.RetryAtMs = world.NowMs + world.Random.Pick<int>(RetriesMs);
    }
}
