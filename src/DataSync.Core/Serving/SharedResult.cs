namespace DataSync.Core.Serving;

/// <summary>
/// One result for all who ask within a period. Those who ask while it is being made wait for it: however many ask, the work is
/// done once. So a public address can't be used to load what the work needs.
/// </summary>
/// <param name="make">The work.</param>
/// <param name="period">For how long a result is given out, from when it was done.</param>
/// <param name="time">The clock.</param>
/// <typeparam name="T">The result.</typeparam>
public sealed class SharedResult<T>(Func<Task<T>> make, TimeSpan period, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Task<(T Value, long DoneAt)>? _current;

    /// <summary>The result, and how old it is.</summary>
    /// <param name="cancellationToken">Ends the waiting, and not the work, which others may wait for.</param>
    /// <exception cref="Exception">What the work threw, to all who waited for it; who asks next has it done anew.</exception>
    public async Task<(T Value, TimeSpan Age)> GetAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<(T Value, long DoneAt)>? mine = null;
        Task<(T Value, long DoneAt)> current;
        lock (_lock)
        {
            if (_current is null || IsOver(_current))
            {
                mine = new TaskCompletionSource<(T Value, long DoneAt)>(TaskCreationOptions.RunContinuationsAsynchronously);
                _current = mine.Task;
            }

            current = _current;
        }

        if (mine is not null)
        {
            await CompleteAsync(mine);
        }

        var (value, doneAt) = await current.WaitAsync(cancellationToken);
        return (value, time.GetElapsedTime(doneAt));
    }

    private async Task CompleteAsync(TaskCompletionSource<(T Value, long DoneAt)> result)
    {
        try
        {
            result.SetResult((await make(), time.GetTimestamp()));
        }
        catch (Exception e)
        {
            result.SetException(e);
        }
    }

    private bool IsOver(Task<(T Value, long DoneAt)> run) =>
        run.IsCompletedSuccessfully ? time.GetElapsedTime(run.Result.DoneAt) >= period : run.IsCompleted;
}
