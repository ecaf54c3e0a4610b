namespace DataSync.Local.Mappings;

/// <summary>How long to wait before a retry. AWS publishes no figures; these are short enough for a developer to watch.</summary>
internal static class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The wait before retry <paramref name="retry"/>, counted from 1: doubling from half a second up to thirty.</summary>
    public static TimeSpan Before(int retry)
    {
        var doublings = Math.Min(Math.Max(retry, 1) - 1, 10);
        var wait = First * (1 << doublings);
        return wait < Longest ? wait : Longest;
    }
}
