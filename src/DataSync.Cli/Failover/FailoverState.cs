using System.Text.Json.Serialization;

namespace DataSync.Cli.Failover;

/// <summary>How far a failover has come. Kept in a file, so that one that was interrupted goes on where it was.</summary>
internal sealed record FailoverState
{
    /// <summary>The newest format.</summary>
    public const int Format = 1;

    /// <summary>Format of the file.</summary>
    public int Version { get; init; } = Format;

    /// <summary>The region that is left.</summary>
    public required string From { get; init; }

    /// <summary>The region that takes over.</summary>
    public required string To { get; init; }

    /// <summary>True when the old region need not answer.</summary>
    public bool IsUnplanned { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the old region was told to drain; null before.</summary>
    public DateTimeOffset? FencedAt { get; init; }

    /// <summary>No write of the old region is later than this; null when there was none, or it is not known yet.</summary>
    public DateTimeOffset? LastWriteAt { get; init; }

    /// <summary>When the command at the switch point was started last; null when it never was.</summary>
    public DateTimeOffset? CommandStartedAt { get; init; }

    /// <summary>Steps that were done, in their order.</summary>
    public IReadOnlyList<FinishedStep> Done { get; init; } = [];

    /// <summary>True when the step was done.</summary>
    public bool IsDone(string name) => Done.Any(step => step.Name == name);
}

/// <summary>A step that was done.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">When.</param>
/// <param name="Found">What it found.</param>
internal sealed record FinishedStep(string Name, DateTimeOffset At, IReadOnlyList<string> Found);

/// <summary>A failover for programs, and its state file. Fields are added, never renamed.</summary>
[JsonSerializable(typeof(FailoverState))]
[JsonSerializable(typeof(FailoverReport))]
[JsonSerializable(typeof(IReadOnlyList<ServingReport>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
internal sealed partial class FailoverJson : JsonSerializerContext;
