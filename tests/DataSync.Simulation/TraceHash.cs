namespace DataSync.Simulation;

/// <summary>FNV-1a over everything that happens in a schedule: two runs of one seed must end in the same value, in any process.</summary>
internal sealed class TraceHash
{
    private const ulong Prime = 0x100000001B3;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(long number) => Value = (Value ^ (ulong)number) * Prime;

    public void Add(string text)
    {
        foreach (var c in text)
        {
            Add(c);
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            Add(b);
        }
    }
}
