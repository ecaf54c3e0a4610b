namespace DataSync.Cli.Trace;

/// <summary>Where to look.</summary>
/// <param name="SearchesLiveQueues">True to look through the queues that functions read as well.</param>
/// <param name="MaxMessages">The most messages to look at in each queue.</param>
internal sealed record TraceOptions(bool SearchesLiveQueues, int MaxMessages)
{
    /// <summary>Default of <see cref="MaxMessages"/>.</summary>
    public const int DefaultMaxMessages = 1000;

    /// <summary>The most that <see cref="MaxMessages"/> can be: all of them are out of sight while they are looked at.</summary>
    public const int LargestMaxMessages = 10_000;
}
