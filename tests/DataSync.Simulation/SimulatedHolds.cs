using System.Collections.Immutable;
using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>What an operator holds back from a region. A read waits for the scheduler, then happens at once.</summary>
internal sealed class SimulatedHolds(World world, Region region) : IHolds
{
    // Where nothing is ever on hold, a read is no step: it would only make each schedule longer.
    public ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken) => world.Scenario.HoldMs == 0
        ? new(ImmutableHashSet<string>.Empty)
        : world.Park<IReadOnlySet<string>>(OperationKind.HoldsRead, region, key: -1, _ => Held());

    private ImmutableHashSet<string> Held() =>
        [.. world.Regions.Where(target => world.Faults.HeldForMs(region, target) is not null).Select(target => target.Name)];
}
