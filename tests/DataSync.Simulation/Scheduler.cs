using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>
/// Decides what happens next: a parked call, a new invocation, or a write of the application, each as likely as any
/// other. Whatever Lambda and the services allow can follow on anything else.
/// </summary>
internal sealed class Scheduler(World world)
{
    private const int MaxConcurrentReceivers = 40;

    private readonly List<Operation> _parked = [];
    private readonly List<(FunctionKind Function, Region Region, Shard? Shard)> _startable = [];
    private readonly Functions _functions = new(world);

    /// <summary>The invocation whose code runs right now.</summary>
    public Invocation? Current { get; set; }

    public void Park(Operation operation) => _parked.Add(operation);

    /// <summary>One step. False when nothing is left to do, now or later.</summary>
    public bool Step()
    {
        FindStartable();
        var total = _parked.Count + _startable.Count;
        var mayWrite = world.Application.WritesLeft > 0 && world.Application.NextWriteMs <= world.NowMs;
        var writes = mayWrite && (total == 0 || world.Random.Chance(world.Scenario.Pace)) ? 1 : 0;
        var poisons = world.Poisons.Left > 0 && world.Random.Chance(.1) ? 1 : 0;
        if (total + writes + poisons == 0)
        {
            return WaitForNext();
        }

        var pick = world.Random.Next(total + writes + poisons);
        world.Trace.Add(world.NowMs);
        world.Trace.Add(pick);
        if (pick < _parked.Count)
        {
            Resume(pick);
        }
        else if (pick < total)
        {
            var (function, region, shard) = _startable[pick - _parked.Count];
            Start(_functions.Prepare(function, region, shard));
        }
        else if (pick < total + writes)
        {
            world.Application.Write();
        }
        else
        {
            world.Poisons.PutIn();
        }

        return true;
    }

    private void FindStartable()
    {
        _startable.Clear();
        foreach (var region in world.Regions)
        {
            foreach (var shard in region.Shards)
            {
                if (!shard.IsRunning && shard.Checkpoint < shard.Records.Count && shard.RetryAtMs <= world.NowMs)
                {
                    _startable.Add((FunctionKind.Capture, region, shard));
                }
            }

            if (_functions.ReceiverCount >= MaxConcurrentReceivers)
            {
                continue;
            }

            if (region.Bucket.Queue.HasVisible(world.NowMs))
            {
                _startable.Add((FunctionKind.CaptureObjects, region, null));
            }

            if (region.Queue(QueueKind.Changes).HasVisible(world.NowMs))
            {
                _startable.Add((FunctionKind.Apply, region, null));
            }

            if (region.Queue(QueueKind.Parked).HasVisible(world.NowMs))
            {
                _startable.Add((FunctionKind.Forward, region, null));
            }
        }
    }

    // Nothing can happen now: time passes until something can.
    private bool WaitForNext()
    {
        var next = world.Application.WritesLeft > 0 ? world.Application.NextWriteMs : long.MaxValue;
        next = world.Poisons.Left > 0 ? world.NowMs : next;
        foreach (var region in world.Regions)
        {
            foreach (var shard in region.Shards.Where(s => !s.IsRunning && s.Checkpoint < s.Records.Count))
            {
                next = Math.Min(next, shard.RetryAtMs);
            }

            next = Math.Min(next, region.Bucket.Queue.NextVisibleMs());
            next = Math.Min(next, region.Queue(QueueKind.Changes).NextVisibleMs());
            next = Math.Min(next, region.Queue(QueueKind.Parked).NextVisibleMs());
        }

        world.NowMs = next == long.MaxValue ? world.NowMs : Math.Max(world.NowMs, next);
        return next != long.MaxValue;
    }

    private void Start(Invocation? invocation)
    {
        if (invocation is null)
        {
            return;
        }

        Current = invocation;
        invocation.Handling = _functions.Handle(invocation);
        Current = null;
        FinishIfDone(invocation);
    }

    private void Resume(int index)
    {
        var operation = Take(index);
        world.Trace.Add(((int)operation.Kind * 64) + (operation.Region * 8) + operation.Key);
        if (operation.IsOrphan)
        {
            world.Count(Fault.LateEffect);
            operation.Perform(isPartial: false);
            return;
        }

        if (!world.IsHealed && world.Random.Chance(world.Scenario.Crashes))
        {
            Crash(operation);
            return;
        }

        Current = operation.Owner;
        Answer(operation);
        Current = null;
        FinishIfDone(operation.Owner);
    }

    private void Answer(Operation operation)
    {
        var scenario = world.Scenario;
        if (world.Random.Chance(scenario.Failures))
        {
            Disturb(operation);
            return;
        }

        operation.Perform(isPartial: false);
        if (operation.IsWrite && world.Random.Chance(scenario.Repeats))
        {
            world.Count(Fault.CallRepeated);
            operation.Perform(isPartial: false);
        }

        operation.Answer();
    }

    private void Disturb(Operation operation)
    {
        if (operation.Kind == OperationKind.Send && world.Random.Chance(.4))
        {
            world.Count(Fault.PartialSend);
            operation.Perform(isPartial: true);
            operation.Answer();
            return;
        }

        if (operation.IsWrite && world.Random.Chance(.4))
        {
            world.Count(Fault.AnswerLost);
            operation.Perform(isPartial: false);
        }
        else
        {
            world.Count(Fault.Throttled);
        }

        operation.Fail();
    }

    // Each call that is under way happens never, at once, or later, when its invocation runs again.
    private void Crash(Operation operation)
    {
        var invocation = operation.Owner;
        invocation.IsDead = true;
        Abandon(operation);
        for (var i = _parked.Count - 1; i >= 0; i--)
        {
            if (_parked[i].Owner == invocation && !_parked[i].IsOrphan)
            {
                Abandon(Take(i));
            }
        }

        _functions.Fail(invocation);
    }

    private void Abandon(Operation operation)
    {
        switch (world.Random.Next(4))
        {
            case 0:
                world.Count(Fault.CrashAfterEffect);
                operation.Perform(isPartial: operation.Kind == OperationKind.Send && world.Random.Chance(.5));
                break;
            case 1 when operation.IsWrite:
                operation.IsOrphan = true;
                _parked.Add(operation);
                break;
            default:
                world.Count(Fault.CrashBeforeEffect);
                break;
        }
    }

    private void FinishIfDone(Invocation invocation)
    {
        if (invocation is { IsDead: false, Handling.IsCompleted: true })
        {
            _functions.Finish(invocation);
        }
    }

    private Operation Take(int index)
    {
        var operation = _parked[index];
        _parked[index] = _parked[^1];
        _parked.RemoveAt(_parked.Count - 1);
        return operation;
    }
}
