namespace DataSync.Local.Mappings;

/// <summary>How a mapping runs its function. Safe for concurrent calls.</summary>
public interface IInvoker
{
    /// <summary>Runs the function once with an event and returns what came of it; a function's failure is a result, not an exception.</summary>
    ValueTask<Invocation> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}

/// <summary>What came of an invocation.</summary>
/// <param name="Outcome">Succeeded, failed or throttled.</param>
/// <param name="Payload">The function's answer, if it succeeded.</param>
/// <param name="Error">The error's type and message, if it failed.</param>
/// <param name="RequestId">Names the invocation in logs and dead letters.</param>
public sealed record Invocation(InvocationOutcome Outcome, ReadOnlyMemory<byte> Payload, string? Error, string RequestId);

/// <summary>How an invocation ended.</summary>
public enum InvocationOutcome
{
    /// <summary>The function threw, timed out, crashed or never started.</summary>
    Failed,

    /// <summary>The function answered.</summary>
    Succeeded,

    /// <summary>No environment was free; the function saw nothing of the event.</summary>
    Throttled,
}
