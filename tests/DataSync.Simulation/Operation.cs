namespace DataSync.Simulation;

/// <summary>What a parked call asks for.</summary>
internal enum OperationKind
{
    LedgerRead,
    LedgerAdvance,
    LedgerReplace,
    ItemRead,
    ItemPut,
    ItemDelete,
    Send,
    ObjectRead,
    SourceRead,
    ObjectCopy,
    ObjectDelete,
    LoserKeep,
    HoldsRead,
}

/// <summary>
/// A call that a handler has made and that has not happened yet. The scheduler decides when it happens, whether it
/// happens, and whether the handler hears of it.
/// </summary>
internal abstract class Operation(Invocation owner, OperationKind kind, int region, int key)
{
    public Invocation Owner { get; } = owner;

    public OperationKind Kind { get; } = kind;

    public int Region { get; } = region;

    /// <summary>Index of the item; -1 for a queue.</summary>
    public int Key { get; } = key;

    /// <summary>True once its invocation is dead: only the effect is left to happen.</summary>
    public bool IsOrphan { get; set; }

    public bool IsWrite => Kind is not (OperationKind.LedgerRead or OperationKind.ItemRead or OperationKind.ObjectRead or OperationKind.SourceRead or OperationKind.HoldsRead);

    /// <summary>Lets it happen, atomically; what comes out is remembered. In part: a call for several messages gets only some through.</summary>
    public abstract void Perform(bool isPartial);

    /// <summary>Gives the handler what came out; the handler runs on, inside this call, to its next call.</summary>
    public abstract void Answer();

    /// <summary>Gives the handler a failure that may pass.</summary>
    public abstract void Fail();
}

/// <summary>The same, with the type of its answer.</summary>
/// <param name="owner">The invocation that waits.</param>
/// <param name="kind">What is asked for.</param>
/// <param name="region">Where it was called.</param>
/// <param name="key">Index of the item; -1 for a queue.</param>
/// <param name="effect">What happens; the argument says whether in part only.</param>
/// <param name="failure">The answer that means failure; null when failure is an exception.</param>
internal sealed class Operation<T>(Invocation owner, OperationKind kind, int region, int key, Func<bool, T> effect, Func<T>? failure)
    : Operation(owner, kind, region, key)
{
    // Without RunContinuationsAsynchronously: the handler continues on the scheduler's only thread.
    private readonly TaskCompletionSource<T> _answer = new();
    private T _result = default!;

    public ValueTask<T> Task => new(_answer.Task);

    public override void Perform(bool isPartial) => _result = effect(isPartial);

    public override void Answer() => _answer.SetResult(_result);

    public override void Fail()
    {
        if (failure is null)
        {
            _answer.SetException(new Core.Ports.StoreException($"{Kind}: throttled") { IsRefusal = true });
        }
        else
        {
            _answer.SetResult(failure());
        }
    }
}
