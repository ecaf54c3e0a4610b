namespace DataSync.Core;

/// <summary>Runs work over an index range, some at a time, in order of their indexes.</summary>
internal static class BoundedConcurrency
{
    /// <summary>Calls <paramref name="work"/> for 0 to <paramref name="count"/> - 1, at most <paramref name="limit"/> unfinished at a time. The first exception ends the run after what was started has finished.</summary>
    public static async ValueTask ForEachAsync(int count, int limit, Func<int, ValueTask> work)
    {
        var next = 0;
        var workers = new List<Task>(Math.Min(limit, count));
        for (var i = 0; i < limit && Volatile.Read(ref next) < count; i++)
        {
            var worker = WorkAsync();
            if (worker.IsCompletedSuccessfully)
            {
                continue;
            }

            workers.Add(worker.AsTask());
        }

        await Task.WhenAll(workers);

        async ValueTask WorkAsync()
        {
            int index;
            while ((index = Interlocked.Increment(ref next) - 1) < count)
            {
                try
                {
                    await work(index);
                }
                catch
                {
                    Volatile.Write(ref next, count);
                    throw;
                }
            }
        }
    }
}
