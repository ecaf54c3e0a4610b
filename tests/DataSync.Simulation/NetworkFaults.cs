using DataSync.Core.Ports;

namespace DataSync.Simulation;

/// <summary>Which region is cut off, which queue denies access, who is on hold where, and when. Drawn once, at the start.</summary>
internal sealed class NetworkFaults
{
    private static readonly QueueKind[] Kinds = [QueueKind.Changes, QueueKind.Parked];

    private readonly World _world;
    private readonly int _cutRegion;
    private readonly long _cutFromMs;
    private readonly int _deniedRegion;
    private readonly QueueKind _deniedKind;
    private readonly long _deniedFromMs;
    private readonly int _holdingRegion = -1;
    private readonly int _heldRegion = -1;
    private readonly long _heldFromMs;

    public NetworkFaults(World world)
    {
        _world = world;
        var span = Math.Max(2_000, world.Scenario.WriteGapMs);
        _cutRegion = world.Random.Next(world.Scenario.Regions);
        _cutFromMs = SimulatedTime.StartMs + world.Random.Next(span);
        _deniedRegion = world.Random.Next(world.Scenario.Regions);
        _deniedKind = world.Random.Pick<QueueKind>(Kinds);
        _deniedFromMs = SimulatedTime.StartMs + world.Random.Next(span);
        if (world.Scenario.HoldMs > 0)
        {
            _holdingRegion = world.Random.Next(world.Scenario.Regions);
            _heldRegion = (_holdingRegion + 1 + world.Random.Next(world.Scenario.Regions - 1)) % world.Scenario.Regions;
            _heldFromMs = SimulatedTime.StartMs + world.Random.Next(span);
        }
    }

    /// <summary>How long the target has been on hold where it is sent from; null when it is not.</summary>
    public long? HeldForMs(Region origin, Region target) =>
        origin.Index == _holdingRegion && target.Index == _heldRegion && _world.NowMs >= _heldFromMs && _world.NowMs < _heldFromMs + _world.Scenario.HoldMs
            ? _world.NowMs - _heldFromMs
            : null;

    public bool IsCut(Region region) =>
        region.Index == _cutRegion && _world.NowMs >= _cutFromMs && _world.NowMs < _cutFromMs + _world.Scenario.CutMs;

    /// <summary>When the parked queue denies access, the region's changes queue does too: only so is it needed.</summary>
    public bool IsDenied(Region target, QueueKind kind) =>
        (kind == _deniedKind || (_deniedKind == QueueKind.Parked && kind == QueueKind.Changes && target.Index != _deniedRegion))
        && (target.Index == _deniedRegion || _deniedKind == QueueKind.Parked)
        && _world.NowMs >= _deniedFromMs && _world.NowMs < _deniedFromMs + _world.Scenario.DeniedMs;
}
