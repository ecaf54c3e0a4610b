using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>What a region's functions send with. A send waits for the scheduler, then happens at once, whole or in part.</summary>
internal sealed class SimulatedQueueSender(World world, Region region) : IQueueSender
{
    // A message that is sent on over and over, doubled now and then, would grow without end.
    private const int MaxLocalDuplicates = 10;

    private int _localDuplicateCount;

    public ValueTask<IReadOnlyList<SendOutcome>> SendAsync(QueueAddress queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        var target = queue.Region is null ? region : world.Regions.First(r => r.Name == queue.Region);
        if (queue.Kind == QueueKind.Changes && target != region)
        {
            world.Promises.Sent(region, target, messages);
        }

        return world.Park(
            OperationKind.Send,
            region,
            key: -1,
            isPartial => Send(target, queue.Kind, messages, isPartial),
            () => [.. messages.Select(_ => SendOutcome.Failed("throttled"))]);
    }

    private IReadOnlyList<SendOutcome> Send(Region target, QueueKind kind, IReadOnlyList<OutgoingMessage> messages, bool isPartial)
    {
        if (target != region && (world.Faults.IsCut(target) || world.Faults.IsCut(region)))
        {
            world.Count(Fault.CutOff);
            return [.. messages.Select(_ => SendOutcome.Failed("the region cannot be reached"))];
        }

        if (world.Faults.IsDenied(target, kind))
        {
            world.Count(Fault.Denied);
            return [.. messages.Select(_ => SendOutcome.Failed("access denied"))];
        }

        var outcomes = new SendOutcome[messages.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = isPartial && world.Random.Chance(.5) ? SendOutcome.Failed("internal error") : SendOutcome.Sent;
            if (outcomes[i].IsSent)
            {
                Keep(target, kind, messages[i]);
            }
        }

        return outcomes;
    }

    private void Keep(Region target, QueueKind kind, OutgoingMessage message)
    {
        var body = kind == QueueKind.Changes ? world.Poisons.Spoil(message.Body) : message.Body;
        var copies = 1;
        var mayDouble = target != region ? kind == QueueKind.Changes : _localDuplicateCount < MaxLocalDuplicates && kind is QueueKind.Changes or QueueKind.Parked;
        if (mayDouble && world.Random.Chance(world.Scenario.Duplicates))
        {
            copies = 2;
            _localDuplicateCount += target == region ? 1 : 0;
            world.Count(Fault.Duplicate);
        }

        for (var i = 0; i < copies; i++)
        {
            target.Queue(kind).Add(world.NewMessage(body, message.Delay));
        }
    }
}
