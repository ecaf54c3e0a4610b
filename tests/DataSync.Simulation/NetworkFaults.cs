using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>Which region is cut off and which queue denies access, and when. Drawn once, at the start.</summary>
internal sealed class NetworkFaults
{
    private static readonly QueueKind[] Kinds = [QueueKind.Changes, QueueKind.Parked];

    private readonly World _world;
    private readonly int _cutRegion;
    private readonly long _cutFromMs;
    private readonly int _deniedRegion;
    private readonly QueueKind _deniedKind;
    private readonly long _deniedFromMs;

    public NetworkFaults(World world)
    {
        _world = world;
        var span = Math.Max(2_000, world.Scenario.WriteGapMs);
        _cutRegion = world.Random.Next(world.Scenario.Regions);
        _cutFromMs = SimulatedTime.StartMs + world.Random.Next(span);
        _deniedRegion = world.Random.Next(world.Scenario.Regions);
        _deniedKind = world.Random.Pick<QueueKind>(Kinds);
        _deniedFromMs = SimulatedTime.StartMs + world.Random.Next(span);
    }

    public bool IsCut(Region region) =>
        region.Index == _cutRegion && _world.NowMs >= _cutFromMs && _world.NowMs < _cutFromMs + _world.Scenario.CutMs;

    /// <summary>When the parked queue denies access, the region's changes queue does too: only so is it needed.</summary>
    public bool IsDenied(Region target, QueueKind kind) =>
        (kind == _deniedKind || (_deniedKind == QueueKind.Parked && kind == QueueKind.Changes && target.Index != _deniedRegion))
        && (target.Index == _deniedRegion || _deniedKind == QueueKind.Parked)
        && _world.NowMs >= _deniedFromMs && _world.NowMs < _deniedFromMs + _world.Scenario.DeniedMs;
}
