using DataSync.Local.Mappings;
using DataSync.Local.Runtime;

namespace DataSync.Local.Hosting;

/// <summary>Runs a mapping's function in its pool. Above the host's own limit a batch waits for its turn: a small machine is no reason to throttle.</summary>
internal sealed class PoolInvoker(FunctionPool pool, SemaphoreSlim turns, InvocationGate gate) : IInvoker
{
    public async ValueTask<Mappings.Invocation> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        try
        {
            var result = await InvokePoolAsync(payload, cancellationToken);
            var outcome = result.Status switch
            {
                InvocationStatus.Succeeded => InvocationOutcome.Succeeded,
                InvocationStatus.Throttled => InvocationOutcome.Throttled,
                _ => InvocationOutcome.Failed,
            };
            return new Mappings.Invocation(outcome, result.Payload, result.Succeeded ? null : $"{result.ErrorType}: {result.ErrorMessage}", result.RequestId);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<InvocationResult> InvokePoolAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken);
        try
        {
            return await pool.InvokeAsync(payload, cancellationToken);
        }
        finally
        {
            gate.Leave();
        }
    }
}
