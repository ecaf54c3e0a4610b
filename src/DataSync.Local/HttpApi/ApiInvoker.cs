using System.Runtime.CompilerServices;
using DataSync.Local.Hosting;
using DataSync.Local.Runtime;

namespace DataSync.Local.HttpApi;

/// <summary>
/// Runs a function for a caller who waits. Above the host's own limit a call waits for its turn, since a small machine is no reason to throttle; a reserved
/// concurrency is kept by the function itself.
/// </summary>
internal sealed class ApiInvoker(int turns, InvocationGate gate, TimeProvider time)
{
    private readonly ConditionalWeakTable<FunctionPool, SemaphoreSlim> _turns = [];

    /// <summary>The result; null when the function did not answer in time. As on AWS it runs on all the same.</summary>
    public async Task<InvocationResult?> InvokeAsync(FunctionPool pool, bool isReserved, byte[] payload, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var tooLate = new CancellationTokenSource(limit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            var turn = isReserved ? null : _turns.GetValue(pool, _ => new SemaphoreSlim(turns));
            if (turn is not null)
            {
                await turn.WaitAsync(ending.Token);
            }

            return await RunAsync(pool, payload, turn).WaitAsync(ending.Token);
        }
        catch (OperationCanceledException) when (tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // The turn is over when the invocation is, not when its caller has left.
    private async Task<InvocationResult> RunAsync(FunctionPool pool, byte[] payload, SemaphoreSlim? turn)
    {
        try
        {
            await gate.EnterAsync(CancellationToken.None);
            try
            {
                return await pool.InvokeAsync(payload, CancellationToken.None);
            }
            finally
            {
                gate.Leave();
            }
        }
        finally
        {
            turn?.Release();
        }
    }
}
