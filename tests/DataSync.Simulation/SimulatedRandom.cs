namespace DataSync.Simulation;

/// <summary>The one source of chance in a schedule: SplitMix64 (Steele, Lea, Flood 2014), the same on every platform.</summary>
internal sealed class SimulatedRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Mixes a scenario's name into a seed, so that one seed gives every scenario a schedule of its own.</summary>
    public static SimulatedRandom For(string scenario, int seed)
    {
        var hash = new TraceHash();
        hash.Add(scenario);
        return new SimulatedRandom(hash.Value ^ ((ulong)(uint)seed * 0xD1B54A32D192ED03));
    }

    public int Next(int bound) => (int)(((Next64() >> 32) * (ulong)bound) >> 32);

    /// <summary>From low to high, both included.</summary>
    public int Range(int low, int high) => low + Next(high - low + 1);

    public bool Chance(double probability) => probability > 0 && (Next64() >> 11) * (1.0 / (1UL << 53)) < probability;

    public T Pick<T>(ReadOnlySpan<T> from) => from[Next(from.Length)];

    private ulong Next64()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
