using DataSync.Local.Templates;

namespace DataSync.Local.HttpApi;

/// <summary>Lets calls through as long as there are tokens; they come back at a steady rate, up to the burst. Full at first.</summary>
internal sealed class TokenBucket(LocalThrottle limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = limits.Burst;
    private long _at = time.GetTimestamp();

    public bool TryTake()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(limits.Burst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * limits.RatePerSecond));
            _at = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
