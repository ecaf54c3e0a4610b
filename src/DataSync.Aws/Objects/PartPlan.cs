namespace DataSync.Aws.Objects;

/// <summary>How an object is cut into parts. The same size and options always give the same parts, so that a copy can be gone on with.</summary>
internal readonly record struct PartPlan
{
    /// <summary>The most parts an object can have.</summary>
    public const int MaxParts = 10_000;

    private readonly long _bytes;
    private readonly long _partBytes;

    /// <summary>Makes the plan.</summary>
    /// <param name="bytes">The object's size, more than 0.</param>
    /// <param name="wantedPartBytes">A part's size, unless that makes too many parts.</param>
    public PartPlan(long bytes, long wantedPartBytes)
    {
        _bytes = bytes;
        _partBytes = Math.Max(wantedPartBytes, ((bytes - 1) / MaxParts) + 1);
        Count = checked((int)(((bytes - 1) / _partBytes) + 1));
    }

    /// <summary>How many parts there are, numbered from 1.</summary>
    public int Count { get; }

    /// <summary>Where a part begins.</summary>
    public long StartOf(int number) => (number - 1) * _partBytes;

    /// <summary>How long a part is.</summary>
    public long LengthOf(int number) => Math.Min(_partBytes, _bytes - StartOf(number));
}
