namespace DataSync.Local.Runtime;

/// <summary>One invocation on its way through a process.</summary>
internal sealed class Invocation(ReadOnlyMemory<byte> payload, string requestId, string traceId)
{
    private readonly TaskCompletionSource<InvocationResult?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public string RequestId { get; } = requestId;

    public string TraceId { get; } = traceId;

    public DateTimeOffset Deadline { get; set; }

    /// <summary>Whether a process has taken it: from then on it may have had effects.</summary>
    public bool Delivered { get; set; }

    public bool TimedOut { get; set; }

    /// <summary>Null when the process ended before it took the invocation: another one can have it.</summary>
    public Task<InvocationResult?> Result => _result.Task;

    public static Invocation Create(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        var random = Guid.NewGuid().ToString("n");
        return new Invocation(payload, Guid.NewGuid().ToString(), $"Root=1-{now.ToUnixTimeSeconds():x8}-{random[..24]};Parent={random[16..]};Sampled=0");
    }

    public void Complete(InvocationResult? result) => _result.TrySetResult(result);
}
