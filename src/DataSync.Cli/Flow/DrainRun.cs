using DataSync.Core.Ports;

namespace DataSync.Cli.Flow;

/// <summary>How long to wait, and what for.</summary>
/// <param name="Timeout">When to give up.</param>
/// <param name="Quiet">How long nothing must have waited, look after look: queues' counts and metrics are about a minute behind.</param>
internal sealed record DrainOptions(TimeSpan Timeout, TimeSpan Quiet);

/// <summary>How a drain ended.</summary>
/// <param name="Region">The region.</param>
/// <param name="IsDrained">True when nothing that was written in it is unsent.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Waiting">What still waits.</param>
/// <param name="Obstacles">What is in the way.</param>
/// <param name="Notes">What a person should know all the same.</param>
/// <param name="LastLook">The figures.</param>
internal sealed record DrainReport(
    string Region, bool IsDrained, double Seconds, IReadOnlyList<string> Waiting, IReadOnlyList<string> Obstacles, IReadOnlyList<string> Notes, DrainLook? LastLook);

/// <summary>Waits until a region is drained.</summary>
/// <param name="look">Takes a look.</param>
/// <param name="options">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class DrainRun(Func<CancellationToken, Task<DrainLook>> look, DrainOptions options, TimeProvider time)
{
    private const int MinLooks = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Looks again and again, until all looks of a while show nothing, or the time is up.</summary>
    /// <param name="progress">Hears of every look.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DrainReport> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        long? quietSince = null;
        var quietLooks = 0;
        while (true)
        {
            var (seen, verdict) = await LookAsync(cancellationToken);
            quietSince = verdict.IsEmpty ? quietSince ?? time.GetTimestamp() : null;
            quietLooks = verdict.IsEmpty ? quietLooks + 1 : 0;
            var isDrained = quietSince is { } since && quietLooks >= MinLooks && time.GetElapsedTime(since) >= options.Quiet;
            var elapsed = time.GetElapsedTime(start);
            if (isDrained || elapsed >= options.Timeout)
            {
                return new DrainReport(seen?.Region ?? "", isDrained, Math.Round(elapsed.TotalSeconds, 1), [.. Waiting(verdict, isDrained)], verdict.Obstacles, [.. Notes(seen)], seen);
            }

            progress(Words(verdict, elapsed, quietSince is { } from ? time.GetElapsedTime(from) : null));
            await Task.Delay(Pause(), time, cancellationToken);
        }
    }

    private TimeSpan Pause()
    {
        var third = options.Quiet / MinLooks;
        return third > LongestPause ? LongestPause : third < ShortestPause ? ShortestPause : third;
    }

    // A look that fails says nothing about the region but that it is not known to be drained.
    private async Task<(DrainLook? Seen, DrainVerdict Verdict)> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var seen = await look(cancellationToken);
            return (seen, DrainJudge.Of(seen));
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException or StoreException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return (null, new DrainVerdict(["nobody knows: a look failed"], [e.Message]));
        }
    }

    private static IEnumerable<string> Waiting(DrainVerdict verdict, bool isDrained) =>
        verdict.IsEmpty && !isDrained ? ["nothing at this moment, but not for long enough to be sure"] : verdict.Waiting;

    private static IEnumerable<string> Notes(DrainLook? seen)
    {
        if (seen is { DeadLetters: > 0 })
        {
            yield return $"{seen.DeadLetters} dead letters of {seen.Region} hold writes, or events of writes, that other regions lack: `datasync dlq list`.";
        }

        if (seen is { OnHold.Count: > 0, Parked: 0 })
        {
            yield return $"{string.Join(", ", seen.OnHold)}: still on hold in {seen.Region}. What is written from now on waits.";
        }
    }

    private string Words(DrainVerdict verdict, TimeSpan elapsed, TimeSpan? quiet)
    {
        var state = quiet is { } since
            ? $"nothing waits, for {DurationText.Of(since)} of {DurationText.Of(options.Quiet)}"
            : string.Join(", ", verdict.Waiting) + string.Concat(verdict.Obstacles.Select(o => " - " + o));
        return $"{DurationText.Of(elapsed)}: {state}";
    }
}
