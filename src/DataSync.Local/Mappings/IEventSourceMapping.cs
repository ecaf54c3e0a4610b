using DataSync.Local.Templates;

namespace DataSync.Local.Mappings;

/// <summary>A running event source mapping. What is the same for all of them (state, counters, pause) is answered here, from the mapping's lifetime.</summary>
public interface IEventSourceMapping : IAsyncDisposable
{
    /// <summary>What it was made from.</summary>
    MappingSettings Settings { get; }

    /// <summary>Running, paused, or stopped with a reason.</summary>
    sealed MappingState State => Lifetime.State;

    /// <summary>Why it stopped by itself, or null.</summary>
    sealed string? StopReason => Lifetime.StopReason;

    /// <summary>True when nothing that it began is under way: paused and quiet, it begins nothing until it is resumed.</summary>
    sealed bool IsQuiet => Lifetime.IsQuiet;

    /// <summary>The counters now.</summary>
    sealed MappingCounts Counts => Lifetime.Counters.Snapshot();

    /// <summary>Starting, pausing and stopping.</summary>
    internal MappingLifetime Lifetime { get; }

    /// <summary>Begins to read the source; a stream that starts at LATEST starts where it is when this completes. Called once.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts no further invocation; those under way finish. The position is kept.</summary>
    sealed void Pause() => Lifetime.Pause();

    /// <summary>Goes on where it was.</summary>
    sealed void Resume() => Lifetime.Resume();
}

/// <summary>Whether a mapping runs.</summary>
public enum MappingState
{
    /// <summary>Not started yet, or disposed.</summary>
    Idle,

    /// <summary>Reads its source.</summary>
    Running,

    /// <summary>Reads nothing until it is resumed.</summary>
    Paused,

    /// <summary>Ended by itself; <see cref="IEventSourceMapping.StopReason"/> says why.</summary>
    Stopped,
}
