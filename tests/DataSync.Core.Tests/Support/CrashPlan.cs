using DataSync.Core.Ports;

namespace DataSync.Core.Tests.Support;

/// <summary>Counts the moments before and after each port call, and ends the process at one of them, or has that call fail.</summary>
/// <param name="at">The moment, counted from 0; -1 for none.</param>
/// <param name="isFailure">True: the call fails, and the process lives on. False: the process is dead, and no later call of it arrives.</param>
public sealed class CrashPlan(int at, bool isFailure = false)
{
    private bool _isDead;

    /// <summary>False when nothing happens.</summary>
    public bool IsPlanned => at >= 0;

    /// <summary>Moments so far.</summary>
    public int Count { get; private set; }

    /// <summary>Runs a call between its two moments.</summary>
    public T Around<T>(Func<T> call)
    {
        Pass();
        var result = call();
        Pass();
        return result;
    }

    private void Pass()
    {
        if (_isDead || Count++ == at)
        {
            _isDead = !isFailure;
            throw isFailure ? new StoreException("planned") : new ProcessDiedException();
        }
    }
}

/// <summary>The end of a process: nothing of it runs on.</summary>
public sealed class ProcessDiedException : Exception;
