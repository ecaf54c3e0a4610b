namespace DataSync.Benchmarks.Calls;

/// <summary>Calls that left a function.</summary>
internal sealed record CallCounts
{
    public int LedgerReads { get; init; }

    public int LedgerWrites { get; init; }

    public int ItemReads { get; init; }

    public int ItemWrites { get; init; }

    public int QueueSends { get; init; }

    public static CallCounts operator +(CallCounts left, CallCounts right) => new()
    {
        LedgerReads = left.LedgerReads + right.LedgerReads,
        LedgerWrites = left.LedgerWrites + right.LedgerWrites,
        ItemReads = left.ItemReads + right.ItemReads,
        ItemWrites = left.ItemWrites + right.ItemWrites,
        QueueSends = left.QueueSends + right.QueueSends,
    };
}
