using System.Text;
using DataSync.Cli.Local;
using DataSync.Core.Items;

namespace DataSync.Cli.Demo;

/// <summary>Waits until nothing is under way any more and compares the regions, item by item and object by object.</summary>
internal static class Convergence
{
    private const int MaxDifferencesShown = 20;
    private const int MaxContentShown = 300;
    // Longer than the longest visibility timeout: a batch whose function was killed comes back after it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(7);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until all queues are empty and no stream has unread records, for a moment on end. False when nothing happens for too long.</summary>
    public static async Task<bool> WaitForQuietAsync(LocalSession session, Action<string> tell, CancellationToken cancellationToken)
    {
        var time = session.Options.Time;
        // Figures that are fetched may be old, and streams elsewhere are polled: between a poll and a figure nothing may seem to be under way.
        var quiet = Quiet + (5 * session.Host.Figures.MaxAge);
        var start = time.GetTimestamp();
        var quietSince = start;
        var lastTold = start;
        var lastProgress = start;
        var before = (Messages: -1L, Records: -1L);
        while (time.GetElapsedTime(lastProgress) < Patience)
        {
            await session.Host.Figures.RefreshAsync(cancellationToken);
            var (messages, records) = UnderWay(session);
            if ((messages, records) != before)
            {
                before = (messages, records);
                lastProgress = time.GetTimestamp();
            }

            if (messages + records > 0)
            {
                quietSince = time.GetTimestamp();
            }

            if (time.GetElapsedTime(quietSince) >= quiet)
            {
                return true;
            }

            if (time.GetElapsedTime(lastTold) > TimeSpan.FromSeconds(5))
            {
                lastTold = time.GetTimestamp();
                tell($"  {messages} messages and {records} records still under way");
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        return false;
    }

    /// <summary>What the regions do not agree on; empty when they hold the same.</summary>
    public static IReadOnlyList<string> Differences<T>(IReadOnlyList<(string Region, SortedDictionary<string, T> Held)> contents)
        where T : class
    {
        var differences = new List<string>();
        foreach (var key in contents.SelectMany(c => c.Held.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var held = contents.Select(c => (c.Region, Thing: c.Held.GetValueOrDefault(key))).ToList();
            if (held.TrueForAll(h => Equals(h.Thing, held[0].Thing)))
            {
                continue;
            }

            differences.Add(key + ": " + string.Join("; ", held.Select(h => $"{h.Region} {Show(h.Thing)}")));
        }

        return differences.Count <= MaxDifferencesShown
            ? differences
            : [.. differences.Take(MaxDifferencesShown), $"... and {differences.Count - MaxDifferencesShown} more"];
    }

    private static (long Messages, long Records) UnderWay(LocalSession session)
    {
        var statuses = session.Host.Regions.Select(r => RegionStatus.Of(session, r)).ToList();
        var records = session.Host.Regions.SelectMany(r => r.Mappings).Sum(m => m.Counts.Pending + m.Counts.InFlight);
        return (statuses.Sum(s => (long)s.Changes + s.Parked + s.ObjectEvents), records);
    }

    private static string Show(object? held)
    {
        if (held is null)
        {
            return "has none";
        }

        var text = held is ItemImage item ? Encoding.UTF8.GetString(item.Canonical) : held.ToString()!;
        return text.Length <= MaxContentShown ? text : string.Concat(text.AsSpan(0, MaxContentShown), "...");
    }
}
