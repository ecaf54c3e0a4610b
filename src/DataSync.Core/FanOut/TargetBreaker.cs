using System.Collections.Concurrent;

namespace DataSync.Core.FanOut;

/// <summary>
/// Remembers which regions were unreachable a moment ago, so that a region that is down costs one short try every
/// <see cref="RetryAfter"/> and not one in every batch. Lives as long as the warm function does.
/// </summary>
public sealed class TargetBreaker(TimeProvider time)
{
    /// <summary>How long a region counts as unreachable after a failed try.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, long> _failedAt = new(StringComparer.Ordinal);

    /// <summary>True when the region failed less than <see cref="RetryAfter"/> ago.</summary>
    public bool IsOpen(string region) => _failedAt.TryGetValue(region, out var at) && time.GetElapsedTime(at) < RetryAfter;

    /// <summary>Says how a try ended.</summary>
    public void Report(string region, bool isReachable)
    {
        if (isReachable)
        {
            _failedAt.TryRemove(region, out _);
        }
        else
        {
            _failedAt[region] = time.GetTimestamp();
        }
    }
}
