using DataSync.Local.Templates;

namespace DataSync.Local.Mappings;

/// <summary>A running event source mapping.</summary>
public interface IEventSourceMapping : IAsyncDisposable
{
    /// <summary>What it was made from.</summary>
    MappingSettings Settings { get; }

    /// <summary>Running, paused, or stopped with a reason.</summary>
    MappingState State { get; }

    /// <summary>Why it stopped by itself, or null.</summary>
    string? StopReason { get; }

    /// <summary>The counters now.</summary>
    MappingCounts Counts { get; }

    /// <summary>Begins to read the source; a stream that starts at LATEST starts where it is when this completes. Called once.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>Starts no further invocation; those under way finish. The position is kept.</summary>
    void Pause();

    /// <summary>Goes on where it was.</summary>
    void Resume();
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
