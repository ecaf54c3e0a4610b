namespace DataSync.Core;

/// <summary>Which invocation is at work: dead letters name it.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="RequestId">The invocation's request id.</param>
public readonly record struct InvocationScope(string Function, string RequestId)
{
    /// <summary>Cancelled when the rest of the invocation's time is needed to hand on what is not finished.</summary>
    public CancellationToken Stop { get; init; }
}
