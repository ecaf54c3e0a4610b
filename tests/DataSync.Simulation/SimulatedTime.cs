namespace DataSync.Simulation;

/// <summary>A region's clock: the world's virtual time, wrong by the region's skew. Nothing in a schedule sees another clock.</summary>
internal sealed class SimulatedTime(World world, long skewMs) : TimeProvider
{
    /// <summary>Every schedule starts here: 2026-01-01T00:00:00Z.</summary>
    public const long StartMs = 1_767_225_600_000;

    public override long TimestampFrequency => 1000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(world.NowMs + skewMs);

    public override long GetTimestamp() => world.NowMs;
}
