namespace DataSync.Simulation;

internal enum FunctionKind
{
    Capture,
    Apply,
    Forward,
    CaptureObjects,
}

/// <summary>One run of a function over a batch.</summary>
internal sealed class Invocation(FunctionKind function, Region region, int number)
{
    public FunctionKind Function { get; } = function;

    public Region Region { get; } = region;

    public Core.InvocationScope Scope { get; } = new(function.ToString(), number.ToString());

    /// <summary>For Capture: the shard, and the batch as a range of its records.</summary>
    public Shard? Shard { get; init; }

    public int RecordCount { get; init; }

    /// <summary>For the others: the messages, each with the receipt it was taken with.</summary>
    public IReadOnlyList<(Message Message, int Receipt)> Messages { get; init; } = [];

    /// <summary>What the handler returns; not completed while one of its calls is parked.</summary>
    public Task? Handling { get; set; }

    public bool IsDead { get; set; }
}
